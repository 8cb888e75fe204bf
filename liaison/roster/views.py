"""Pages of libraries, representatives and members."""

from __future__ import annotations

from flask import Blueprint

pages = Blueprint("roster", __name__)
