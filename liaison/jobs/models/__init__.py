"""The tables of jobs and of the schedule, and the queue that lies in another database than the platform's."""

from liaison.jobs.models.files import JobFile
from liaison.jobs.models.jobs import Job
from liaison.jobs.models.queue import Queue, Timetable, Worker, keep_queue, queue_here, refuse_address
from liaison.jobs.models.schedule import ScheduledWork

__all__ = [
    "Job", "JobFile", "Queue", "ScheduledWork", "Timetable", "Worker", "keep_queue", "queue_here", "refuse_address",
]  # fmt: skip
