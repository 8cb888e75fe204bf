"""Attachments are handed out here, within the sight of the thing they belong to."""

from __future__ import annotations

from flask import Blueprint

pages = Blueprint("files", __name__)
