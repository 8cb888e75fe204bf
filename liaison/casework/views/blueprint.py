"""The blueprint that the pages of casework hang on."""

from __future__ import annotations

from flask import Blueprint

pages = Blueprint("casework", __name__)
