"""The tables of messages, of who wants them by mail, of the robots of groups, and of what is on its way out."""

from liaison.notices.models.feedback import Feedback
from liaison.notices.models.messages import Message
from liaison.notices.models.outbox import MailChoice, Outgoing, Webhook

__all__ = ["Feedback", "MailChoice", "Message", "Outgoing", "Webhook"]
