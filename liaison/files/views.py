"""Attachments are handed out here, within the sight of the thing they belong to."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, abort, current_app, send_file

from liaison.files.actions import path_of
from liaison.files.models import Attachment
from liaison.files.queries import attachment_for
from liaison.web.gate import gate

POLICY = "sandbox; default-src 'none'"

pages = Blueprint("files", __name__)


@pages.get("/files/<int:attachment>")
@gate("file.view", attachment=attachment_for)
def attachment(attachment: Attachment) -> Any:
    """One file as it is kept; as an attachment and in a sandbox, whatever is in it."""
    path = path_of(attachment, current_app.config["INSTANCE"])
    if not path.is_file():
        abort(404, "这个文件不在了，可能没有随数据一起恢复。请联系系统管理员。")
    name = f"{attachment.name.rsplit('.', 1)[0]}{path.suffix}"
    answer = send_file(path, attachment.mime, as_attachment=True, download_name=name)
    answer.headers["Content-Security-Policy"] = POLICY
    return answer
