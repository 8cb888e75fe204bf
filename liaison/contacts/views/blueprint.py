"""The blueprint that the pages of contacts hang on."""

from __future__ import annotations

from flask import Blueprint

pages = Blueprint("contacts", __name__)
