"""The list of contacts, the blind spots, and the drafts of what is being typed."""

from liaison.contacts.views import blind_spots, listing
from liaison.contacts.views.blueprint import pages

__all__ = ["blind_spots", "listing", "pages"]
