"""Pages of cases."""

from __future__ import annotations

from flask import Blueprint

pages = Blueprint("casework", __name__)
