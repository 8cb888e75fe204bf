"""A confined process reaches nothing: no file, no program, no network, no memory or time beyond its share."""

import json
import signal
import subprocess
import sys

import pytest

from liaison.core.sheets import child, limits

pytest.importorskip("resource", reason="this system knows no limits of a process")
BEGINNING = f"""
import json, os, runpy, socket, subprocess, time
runpy.run_path({child.__file__!r})["put_in_place"]()
from liaison.core.sheets import confinement, limits
confinement.confine()
"""
ATTEMPTS = {
    "socket": "socket.socket()",
    "address": "socket.getaddrinfo('localhost', 9)",
    "program": "subprocess.run(['true'])",
    "shell": "os.system('true')",
    "fork": "os.fork()",
    "exec": "os.execv('/bin/true', ['true'])",
    "write": "open('pwned', 'w')",
    "write in place": "os.open(WRITTEN, os.O_RDWR)",
    "read": "open('/etc/passwd')",
    "read around a corner": "open(os.path.dirname(os.__file__) + '/../../../etc/passwd')",
    "remove": "os.remove(WRITTEN)",
    "rename": "os.rename(WRITTEN, WRITTEN + '2')",
    "kill": "os.kill(os.getppid(), 0)",
    "memory": "bytearray(limits.CHILD_MEMORY_BYTES)",
}


def confined(tmp_path, work):
    """What becomes of a process that first confines itself and then does this work."""
    script = tmp_path / "attempt.py"
    script.write_text(f"{BEGINNING}WRITTEN = {str(script)!r}\n{work}", encoding="utf-8")
    command = [sys.executable, "-I", "-S", str(script)]
    return subprocess.run(command, capture_output=True, text=True, cwd=tmp_path, timeout=60, check=False)


def test_nothing_outside_can_be_reached(tmp_path):
    tries = "".join(
        f"try:\n    {attempt}\n    seen[{name!r}] = 'done'\n"
        f"except (PermissionError, MemoryError) as refused:\n    seen[{name!r}] = type(refused).__name__\n"
        for name, attempt in ATTEMPTS.items()
    )
    done = confined(tmp_path, f"seen = {{}}\n{tries}print(json.dumps(seen))")
    seen = json.loads(done.stdout)
    assert seen == dict.fromkeys(ATTEMPTS, "PermissionError") | {"memory": "MemoryError"}, done.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["attempt.py"]


def test_python_may_still_load_what_is_its_own(tmp_path):
    done = confined(tmp_path, "import decimal\nprint('é'.encode('mac_roman'))")
    assert done.stdout == "b'\\x8e'\n", done.stderr


def test_the_system_ends_who_takes_too_much_time(tmp_path):
    work = "limits.CHILD_CPU_SECONDS = 1\nwith confinement.short_work():\n    while True:\n        pass\n"
    assert confined(tmp_path, work).returncode == -signal.SIGXCPU


def test_each_file_has_its_own_time(tmp_path):
    work = """
limits.CHILD_CPU_SECONDS = 2
for _ in range(3):
    with confinement.short_work():
        begun = time.process_time()
        while time.process_time() - begun < 0.8:
            pass
"""
    assert confined(tmp_path, work).returncode == 0


def test_limits_fit_one_another():
    assert limits.CHILD_CPU_SECONDS < limits.CHILD_WALL_SECONDS
    assert limits.FRAME_BYTES < limits.ANSWER_BYTES < limits.CHILD_MEMORY_BYTES
