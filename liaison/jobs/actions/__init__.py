"""What is done to jobs: they are handed in by views, done by a worker, taken up again when that worker died.

Declare work with `works`, hand it in with `submit`, let a view go to /jobs/<id>:

    @works("roster.read_file")
    def read_file(run: Run, batch_id: int) -> None:
        for number, row in enumerate(rows):
            run.tell(number, len(rows))
            …
        with transaction():
            …

Such a function runs in an app context without an open transaction and opens its own. It must be repeatable: a worker
can be killed after its transaction was committed and before the job is marked as done, and then it runs once more.
And its transactions are short, those that only read too: on SQLite nobody else can save meanwhile, nor ask it to end.
So it reads what it needs, ends that transaction, reckons, and then writes in another.

A job that makes a file gives it to `keep_file` in its last transaction; whoever asked fetches it, once, from its page.

What is done by the clock is declared with `every` (see schedule.py).
"""

from liaison.jobs.actions.files import drop_files, keep_file, take_file
from liaison.jobs.actions.runs import Cancelled, Run, carry_out, kinds, works
from liaison.jobs.actions.schedule import ask_to_run, due_entries, every, run_entry
from liaison.jobs.actions.submitting import cancel, submit
from liaison.jobs.actions.sweeping import drop_old, keep_alive, run_waiting, sweep

__all__ = [
    "Cancelled", "Run", "ask_to_run", "cancel", "carry_out", "drop_files", "drop_old", "due_entries", "every",
    "keep_alive", "keep_file", "kinds", "run_entry", "run_waiting", "submit", "sweep", "take_file", "works",
]  # fmt: skip
