"""Keeps a worker alive: starts it, starts it again when it dies, ends it when told to end itself.

Run by its path, not as a module: then nothing of the program is loaded, and it takes 10 MB instead of 150.

    python liaison/keeper.py [--lifeline] COMMAND...

With --lifeline it ends when its standard input closes, as happens when whoever started it is gone, in whatever way.
The command's own standard input is closed likewise.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time

LIFELINE = "--lifeline"
LOOK_SECONDS = 0.2
END_SECONDS = 5
FIRST_PAUSE, LONGEST_PAUSE = 0.5, 30
GOOD_WHILE = 60


def keep(words: list[str]) -> None:
    """Run the worker until told to end; one that dies at once again and again is started ever more rarely."""
    ending = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: ending.set())
    if words[0] == LIFELINE:
        threading.Thread(target=end_with_input, args=(ending,), daemon=True).start()
    command = words[words[0] == LIFELINE :]
    pause = FIRST_PAUSE
    while not ending.is_set():
        lived = run_worker(command, ending)
        pause = FIRST_PAUSE if lived > GOOD_WHILE else min(2 * pause, LONGEST_PAUSE)
        ending.wait(pause)


def run_worker(command: list[str], ending: threading.Event) -> float:
    """Start a worker and wait until it ends; gives the seconds that it lived."""
    began = time.monotonic()
    with subprocess.Popen(command, stdin=subprocess.PIPE) as worker:  # noqa: S603 - our own words
        while worker.poll() is None and not ending.wait(LOOK_SECONDS):
            pass
        end(worker)
    if not ending.is_set():
        sys.stderr.write(f"后台程序停了（{worker.returncode}），重新启动。\n")
    return time.monotonic() - began


def end(worker: subprocess.Popen) -> None:
    """End a worker, gently at first."""
    if worker.poll() is not None:
        return
    worker.terminate()
    try:
        worker.wait(END_SECONDS)
    except subprocess.TimeoutExpired:
        worker.kill()


def end_with_input(ending: threading.Event) -> None:
    """Wait until standard input closes, then ask for the end."""
    while os.read(sys.stdin.fileno(), 1024):  # not sys.stdin.read(): a thread inside it spoils Python's own end
        continue
    ending.set()


if __name__ == "__main__":
    keep(sys.argv[1:])
