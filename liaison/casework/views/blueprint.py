"""The blueprint that the pages of casework hang on, and how a page answers once something was done."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, redirect

pages = Blueprint("casework", __name__)


def told(words: str, address: str) -> Any:
    """Say what was done, on the page where it shows."""
    flash(words)
    return redirect(address)
