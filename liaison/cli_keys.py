"""The commands of the data keys: a new key, and everything sealed anew under it while people go on working."""

from __future__ import annotations

import os
from pathlib import Path

import click
from flask import current_app

from liaison.core import vault
from liaison.core.db import transaction
from liaison.core.keys import note_keys, reseal_some, stale_count

FIXED = "密钥由 DATA_KEYS 指定：请在它后面加上新的一把，重新启动，再运行 keys rotate --go-on。"
DONE = "都已换成新密钥（{}）。日志和环节记录只增不改，里面的仍要旧密钥才打得开：data_key 里的旧密钥请不要删。"


@click.group("keys")
def keys_group() -> None:
    """加密个人信息的密钥：换新，看还有多少是旧的。"""


@keys_group.command("rotate")
@click.option("--cipher", type=click.Choice([vault.AES, vault.SM4]), default=vault.AES, help="新密钥用哪种算法。")
@click.option("--go-on", is_flag=True, help="不加新密钥，只把上次没换完的换完。")
def rotate(cipher: str, *, go_on: bool) -> None:
    """换一把新密钥，把个人信息逐批重新加密；可以边用边换，断了再运行 --go-on 接着做。"""
    if not go_on:
        add_key(cipher)
    with transaction():
        note_keys()
    with transaction(write=False):
        left = stale_count()
    with click.progressbar(length=left, label="重新加密") as bar:
        while done := reseal_a_batch():
            bar.update(done)
    click.echo(DONE.format(vault.ring().current.id))


def add_key(cipher: str) -> None:
    """Put a new key behind the others in the file of keys; every process uses it from its next start."""
    if os.environ.get("DATA_KEYS"):
        raise click.ClickException(FIXED)
    path: Path = current_app.config["INSTANCE"] / "data_key"
    grown = vault.Ring((*vault.ring().keys, vault.new_key(cipher)))
    beside = path.with_suffix(".new")
    handle = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "w") as file:
        file.write(grown.lines)
        file.flush()
        os.fsync(file.fileno())
    beside.replace(path)
    vault.use(grown)


def reseal_a_batch() -> int:
    """One short transaction."""
    with transaction():
        return reseal_some()
