"""The bill of materials: what is installed, what was locked and what is in the bill are one and the same."""

from __future__ import annotations

import json
from importlib.metadata import distributions

from liaison.config import ROOT
from liaison.sbom import VENDORED, bill, libraries, pinned, same_name, scripts, strangers

OF_INSTALLING = {"pip", "setuptools", "wheel"}
ELSEWHERE = {"brotlicffi", "tzdata", "waitress"}  # needed on other machines only
LOCKS = ("requirements.txt", "requirements-sso.txt", "requirements-dev.txt")


def installed():
    """`{name: version}` of this environment."""
    return {same_name(one.name): one.version for one in distributions()}


def test_what_is_installed_is_what_was_locked():
    locked = {name: versions for lock in LOCKS for name, versions in pinned(ROOT / lock).items()}
    loose = {name for name, version in installed().items() if version not in locked.get(name, set())} - OF_INSTALLING
    assert not loose, f"not in a lock file, or of another version: {sorted(loose)}"


def test_the_bill_names_what_was_locked():
    billed = {one["name"]: one["version"] for one in libraries()}
    needed = set(pinned(ROOT / "requirements.txt")) - ELSEWHERE
    assert needed <= billed.keys() and "pytest" not in billed
    assert billed.items() <= installed().items()
    assert strangers() == []


def test_the_bill_names_every_file_of_others():
    folders = {path.name for path in VENDORED.iterdir() if path.is_dir()}
    assert {f"{one['name'].removesuffix('.org')}-{one['version']}" for one in scripts()} == folders
    assert all(len(one["hashes"][0]["content"]) == 64 for one in scripts())


def test_the_command_writes_cyclonedx(app, tmp_path):
    output = tmp_path / "sbom.json"
    assert app.test_cli_runner().invoke(args=["sbom", "--output", str(output)]).exit_code == 0
    written = json.loads(output.read_text(encoding="utf-8"))
    assert (written["bomFormat"], written["specVersion"]) == ("CycloneDX", "1.6")
    assert {"Python", "SQLite", "flask", "htmx.org"} <= {one["name"] for one in written["components"]}
    assert [one["name"] for one in written["components"]] == [one["name"] for one in bill()["components"]]
    printed = app.test_cli_runner().invoke(args=["sbom"]).stdout
    assert json.loads(printed)["components"] == written["components"]
