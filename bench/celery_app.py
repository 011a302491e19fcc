"""Celery, configured as its documentation recommends for long tasks that must not be lost.

https://docs.celeryq.dev/en/v5.2.6/userguide/optimizing.html#prefetch-limits: acks late and a prefetch multiplier of 1;
https://docs.celeryq.dev/en/v5.2.6/userguide/configuration.html: task_reject_on_worker_lost, so that the task of a killed child is
redelivered, and worker_cancel_long_running_tasks_on_connection_loss (since 5.1, off by default; a contestant of its own).
Everything else is the default: reconnect forever, prefork. The child does the work itself, not in another
process, so that the work ends when Celery terminates the child.
"""
import os

from celery import Celery

from ledger_job import work

app = Celery("bench", broker=os.environ.get("CELERY_BROKER"))
app.conf.update(
    task_default_queue=os.environ.get("CELERY_QUEUE", "celery"),
    task_acks_late=True,
    task_reject_on_worker_lost=True,
    worker_prefetch_multiplier=1,
    worker_concurrency=2,
    worker_cancel_long_running_tasks_on_connection_loss="CELERY_CANCEL" in os.environ,
)


@app.task(name="work", ignore_result=True)
def run(job, ledger, seconds):
    work(job, ledger, seconds)
