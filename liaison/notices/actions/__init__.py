"""What can be done to messages: telling people, in the house and by mail and robot; reading; sending what waits."""

from liaison.notices.actions.choices import choose_mail, drop_webhook, keep_webhook
from liaison.notices.actions.digests import write_digests
from liaison.notices.actions.enclosures import Enclosure, encloses
from liaison.notices.actions.messages import read, read_all, settle, tell, tell_each
from liaison.notices.actions.sending import deliver, drop_letter, drop_old, send_again
from liaison.notices.actions.stand_ins import tell_stand_ins
from liaison.notices.actions.trials import deliver_trial, send_trial
from liaison.notices.actions.writing import Said

__all__ = [
    "Enclosure", "Said",
    "choose_mail", "deliver", "deliver_trial", "drop_letter", "drop_old", "drop_webhook", "encloses", "keep_webhook",
    "read", "read_all", "send_again", "send_trial", "settle", "tell", "tell_each", "tell_stand_ins",
    "write_digests",
]  # fmt: skip
