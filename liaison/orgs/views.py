"""Pages of the reference lists."""

from __future__ import annotations

from flask import Blueprint

pages = Blueprint("orgs", __name__)
