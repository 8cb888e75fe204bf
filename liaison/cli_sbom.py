"""The command that writes the bill of materials."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import click

from liaison.sbom import bill, strangers


@click.command("sbom")
@click.option("--output", type=click.Path(dir_okay=False, path_type=Path), help="写到哪个文件；不写就打印出来。")
def sbom(output: Path | None) -> None:
    """列出程序用到的全部软件和版本（CycloneDX 格式的软件物料清单），并和锁定的版本对一对。"""
    written = json.dumps(bill(), ensure_ascii=False, indent=2)
    if output:
        output.write_text(written + "\n", encoding="utf-8")
        click.echo(f"软件物料清单写到了 {output}")
    else:
        click.echo(written)
    found = strangers()
    for sentence in found:
        click.echo(sentence, err=True)
    sys.exit(1 if found else 0)
