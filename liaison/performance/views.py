"""Pages of the year's figures."""

from __future__ import annotations

from flask import Blueprint

pages = Blueprint("performance", __name__)
