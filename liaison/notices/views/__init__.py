"""Pages of messages: the inbox, what goes out by mail and robot, and what each wants."""

from liaison.jobs.actions import every
from liaison.jobs.rules import EACH_MINUTE
from liaison.notices.actions import deliver
from liaison.notices.views import exports, feedback, mail, messages, outbox, watch
from liaison.notices.views.blueprint import pages, post_office


@every("notices.deliver", "发邮件和群消息", EACH_MINUTE)
def deliver_all() -> str:
    """Send what waits in the outbox."""
    return deliver(post_office())


__all__ = ["deliver_all", "exports", "feedback", "mail", "messages", "outbox", "pages", "watch"]
