"""The list of contacts, the blind spots, and the drafts of what is being typed."""

from liaison.access import Role
from liaison.contacts.views import blind_spots, listing
from liaison.contacts.views.blueprint import pages
from liaison.web.navigation import MenuLine, menu

STAFF = (Role.CLERK, Role.DIRECTOR, Role.SUPERVISOR, Role.OFFICE, Role.LEADER)

menu.lines += [
    MenuLine("联系", "contacts.index", "chat", "联系记录", "contact.view", STAFF),
    MenuLine("联系", "contacts.blind_spots", "eye", "联系盲区", "blind_spot.view", STAFF),
]

__all__ = ["blind_spots", "listing", "pages"]
