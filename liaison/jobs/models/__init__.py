"""The table of jobs, and the queue that lies in another database than the platform's."""

from liaison.jobs.models.jobs import Job
from liaison.jobs.models.queue import Queue, Worker, keep_queue, queue_here, refuse_address

__all__ = ["Job", "Queue", "Worker", "keep_queue", "queue_here", "refuse_address"]
