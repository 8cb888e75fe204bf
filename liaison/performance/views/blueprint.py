"""The blueprint of the year's pages."""

from __future__ import annotations

from flask import Blueprint

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

pages = Blueprint("performance", __name__)
