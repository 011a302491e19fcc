"""The programs that wasted-work.sh compares, and how each is configured. See there."""
import os
import sys
import threading

import pika

import celery_app
from common import BROKER, channel, haulbeat_work
from ledger import Ledger
from service import MIXED, PROCESS, Service

HERE = os.path.dirname(os.path.abspath(__file__))
JOBS, JOB_SECONDS = 8, 20
ON_STOP = "detach"


def job(ledger):
    return [sys.executable, os.path.join(HERE, "ledger_job.py"), ledger, str(JOB_SECONDS)]


class Contestant:
    """One row of the table: a queue of its own with the same jobs, and the services that work on it."""

    def __init__(self, name, folder, token, services, send=None, restart=Service.restart):
        self.name, self.folder, self.queue = name, folder, token
        self.services_of, self.send_jobs, self.restart_one = services, send or send_plain, restart
        self.ledger = Ledger(os.path.join(self.folder, token + ".ledger"))

    def send(self):
        self.send_jobs(self)

    def start(self, broker):
        self.services = self.services_of(self, broker)

    def service(self, arguments, kill_mode, number=0, environment=None):
        log = os.path.join(self.folder, f"{self.queue}-{number}.log")
        return Service(f"{self.queue}-{number}", arguments, kill_mode, log, environment)

    def restart(self):
        for service in self.services:
            threading.Thread(target=self.restart_one, args=(service,), daemon=True).start()

    def end(self):
        for service in self.services:
            service.end()


def send_plain(contestant):
    with channel() as open_channel:
        open_channel.queue_declare(contestant.queue, durable=True)
        open_channel.confirm_delivery()
        for number in range(JOBS):
            properties = pika.BasicProperties(delivery_mode=2, message_id=f"{contestant.queue}-{number}")
            open_channel.basic_publish("", contestant.queue, b"%d" % number, properties)


def send_tasks(contestant):
    celery_app.app.conf.task_default_queue = contestant.queue
    with celery_app.app.connection_for_write(BROKER) as connection:
        for number in range(JOBS):
            celery_app.app.send_task(
                "work", (str(number), contestant.ledger.path, JOB_SECONDS), connection=connection, queue=contestant.queue)


def haulbeat(contestant, broker):
    options = ["--slots", "2", "--name", contestant.queue, "--state-dir", os.path.join(contestant.folder, contestant.queue),
               "--on-stop", ON_STOP, "--json", *os.environ.get("HAULBEAT_OPTIONS", "").split()]
    arguments = haulbeat_work(contestant.queue, *options, command=job(contestant.ledger.path), broker=broker)
    return [contestant.service(arguments, PROCESS)]


def celery(contestant, broker, **environment):
    arguments = [sys.executable, "-m", "celery", "--app", "celery_app", "--workdir", HERE, "worker", "--loglevel", "INFO",
                 "--hostname", contestant.queue + "@%h"]
    environment = {"CELERY_BROKER": broker, "CELERY_QUEUE": contestant.queue, "C_FORCE_ROOT": "1", **environment}
    return [contestant.service(arguments, MIXED, environment=environment)]


def two_process(contestant, broker, *options):
    arguments = [sys.executable, os.path.join(HERE, "two_process.py"), *options, broker, contestant.queue, "0"]
    return [contestant.service([*arguments, *job(contestant.ledger.path)], MIXED, number) for number in range(2)]


def amqp_consume(contestant, broker):
    arguments = ["amqp-consume", "-u", broker, "-q", contestant.queue, "-p", "1", *job(contestant.ledger.path)]
    return [contestant.service(arguments, MIXED, number) for number in range(2)]


def contestants(folder):
    return [
        Contestant(f"Haulbeat, SIGTERM (--on-stop {ON_STOP})", folder, "haulbeat-term", haulbeat),
        Contestant("Haulbeat, kill -9", folder, "haulbeat-crash", haulbeat, restart=Service.crash),
        Contestant("Celery, acks late", folder, "celery-late", celery, send_tasks),
        Contestant("Celery, acks late, cancels on connection loss", folder, "celery-cancel",
                   lambda *these: celery(*these, CELERY_CANCEL="1"), send_tasks),
        Contestant("two-process, ack at the end, two of them", folder, "two-process-ack", two_process),
        Contestant("two-process, auto-ack, two of them", folder, "two-process-auto", lambda *these: two_process(*these, "--auto-ack")),
        Contestant("amqp-consume, two of them", folder, "amqp-consume", amqp_consume),
    ]
