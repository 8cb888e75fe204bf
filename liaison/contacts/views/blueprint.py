"""The blueprint that the pages of contacts hang on."""

from __future__ import annotations

from flask import Blueprint

from liaison.access import Role

pages = Blueprint("contacts", __name__)
STAFF = (Role.CLERK, Role.DIRECTOR, Role.SUPERVISOR, Role.OFFICE, Role.LEADER)
