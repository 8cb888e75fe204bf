"""Attachments are handed out here, within the sight of the thing they belong to."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from flask import Blueprint, abort, current_app, send_file

from liaison.files.actions import path_of, small_path_of
from liaison.files.models import Attachment
from liaison.files.queries import attachment_for
from liaison.web.gate import gate

POLICY = "sandbox; default-src 'none'"

pages = Blueprint("files", __name__)


@pages.get("/files/<int:attachment>")
@gate("file.view", attachment=attachment_for)
def attachment(attachment: Attachment) -> Any:
    """One file as it is kept; as an attachment and in a sandbox, whatever is in it."""
    return sent(attachment, path_of(attachment, current_app.config["INSTANCE"]))


@pages.get("/files/<int:attachment>/small")
@gate("file.view", attachment=attachment_for)
def small(attachment: Attachment) -> Any:
    """A photo as lists show it; one that was kept without a small picture as it is."""
    folder = current_app.config["INSTANCE"]
    path = small_path_of(attachment, folder)
    return sent(attachment, path if path.is_file() else path_of(attachment, folder))


def sent(attachment: Attachment, path: Path) -> Any:
    """The bytes under the sender's name, with the ending of what they are."""
    if not path.is_file():
        abort(404, "这个文件不在了，可能没有随数据一起恢复。请联系系统管理员。")
    name = f"{attachment.name.rsplit('.', 1)[0]}{path.suffix}"
    answer = send_file(path, attachment.mime, as_attachment=True, download_name=name)
    answer.headers["Content-Security-Policy"] = POLICY
    return answer
