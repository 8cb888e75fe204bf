"""Pages of contacts."""

from __future__ import annotations

from flask import Blueprint

pages = Blueprint("contacts", __name__)
