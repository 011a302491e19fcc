"""See wasted-work.sh. usage: wasted_work.py SECONDS_OF_FAULTS SECONDS_TO_FINISH FOLDER"""
import os
import signal
import subprocess
import sys
import threading
import time

import pika

import celery_app
from common import BROKER, HAULBEAT, broker_port, channel, haulbeat_work, running, wait_until
from ledger import Ledger
from service import MIXED, PROCESS, Service

FAULT_SECONDS, FINISH_SECONDS, FOLDER = float(sys.argv[1]), float(sys.argv[2]), sys.argv[3]
HERE = os.path.dirname(os.path.abspath(__file__))
JOBS, JOB_SECONDS, CUT_EVERY, RESTART_AT = 8, 20, 15, 48
# Without custody there is nothing to leave behind; the rows then show what a worker that only holds its messages wastes.
ON_STOP = "leave" if "leave" in subprocess.run([HAULBEAT, "work", "--help"], capture_output=True, text=True).stdout else "return"


def job(ledger):
    return [sys.executable, os.path.join(HERE, "ledger_job.py"), ledger, str(JOB_SECONDS)]


class Contestant:
    """One row of the table: a queue of its own with the same jobs, and the services that work on it."""

    def __init__(self, name, token, services, send=None, restart=Service.restart):
        self.name, self.queue, self.services_of, self.send_jobs, self.restart_one = name, token, services, send or send_plain, restart
        self.ledger = Ledger(os.path.join(FOLDER, token + ".ledger"))

    def send(self):
        self.send_jobs(self)

    def start(self, broker):
        self.services = self.services_of(self, broker)

    def service(self, arguments, kill_mode, number=0, environment=None):
        log = os.path.join(FOLDER, f"{self.queue}-{number}.log")
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
    options = ["--slots", "2", "--name", contestant.queue, "--state-dir", os.path.join(FOLDER, contestant.queue),
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


def contestants():
    return [
        Contestant(f"Haulbeat, SIGTERM (--on-stop {ON_STOP})", "haulbeat-term", haulbeat),
        Contestant("Haulbeat, kill -9", "haulbeat-crash", haulbeat, restart=Service.crash),
        Contestant("Celery, acks late", "celery-late", celery, send_tasks),
        Contestant("Celery, acks late, cancels on connection loss", "celery-cancel",
                   lambda *these: celery(*these, CELERY_CANCEL="1"), send_tasks),
        Contestant("two-process, ack at the end, two of them", "two-process-ack", two_process),
        Contestant("two-process, auto-ack, two of them", "two-process-auto", lambda *these: two_process(*these, "--auto-ack")),
        Contestant("amqp-consume, two of them", "amqp-consume", amqp_consume),
    ]


def inflict(proxy, all_of_them):
    """Returns once the time for faults is over."""
    began = time.monotonic()
    faults = [(RESTART_AT, lambda: [each.restart() for each in all_of_them])]
    faults += [(at, lambda: proxy.send_signal(signal.SIGUSR1)) for at in range(CUT_EVERY, int(FAULT_SECONDS) + 1, CUT_EVERY)]
    for at, fault in sorted(faults, key=lambda each: each[0]):
        time.sleep(max(0, began + at - time.monotonic()))
        fault()


def messages_left(all_of_them):
    """Ready and unacked, and Haulbeat's copies of claimed and of returned jobs."""
    command = ["eng/broker", "ctl", os.environ["BENCH_BROKER"], "list_queues", "--no-table-headers", "name", "messages"]
    lines = [line.rsplit(None, 1) for line in subprocess.run(command, capture_output=True, text=True, check=True).stdout.splitlines()]
    # The messages that Celery's workers send one another are not jobs.
    return {each: sum(int(count) for name, count in lines if each.queue in name and "pidbox" not in name) for each in all_of_them}


def finish(all_of_them):
    """Waits until all have nothing to do any more, or the deadline; returns the messages still left to each."""
    deadline = time.monotonic() + FINISH_SECONDS
    calm = 0
    while calm < 2 and time.monotonic() < deadline:
        time.sleep(5)
        left = messages_left(all_of_them)
        calm = 0 if any(left.values()) or any(each.ledger.is_busy() for each in all_of_them) else calm + 1
    return left


def version(*command):
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()


def package(name):
    return f"{name} {version('dpkg-query', '-W', '-f', '${Version}', name)}"


def print_table(all_of_them, left, began):
    print(f"{time.strftime('%Y-%m-%d')}: {version(HAULBEAT, 'version')}, RabbitMQ {os.environ['BROKER_VERSION']}, "
          f"{package('python3-celery')}, {package('python3-pika')}, {package('amqp-tools')}, {os.cpu_count()} cores\n")
    print(f"{JOBS} jobs of {JOB_SECONDS} s ({JOBS * JOB_SECONDS} s of work), 2 slots; for {FAULT_SECONDS:.0f} s all connections are reset every "
          f"{CUT_EVERY} s, at {RESTART_AT} s the worker is restarted; up to {FINISH_SECONDS:.0f} s more to finish.\n")
    print("| | ended | lost | still queued | worked / needed | runs per job (most) | twice at once | ended twice | last new end after |")
    print("|---|---|---|---|---|---|---|---|---|")
    for each in all_of_them:
        print(row(each, left[each], began))


def row(contestant, left, began):
    ledger = contestant.ledger
    runs = ledger.runs()
    ended = {job for job, of_job in runs.items() if any(run.ended for run in of_job)}
    missing = JOBS - len(ended)
    counts = [len(of_job) for of_job in runs.values()]
    worked = ledger.worked()
    last = f"{ledger.last_first_end() - began:.0f} s" if ended else "never"
    return (f"| {contestant.name} | {len(ended)} | {max(0, missing - left)} | {left} | {worked:.0f} / {JOBS * JOB_SECONDS} s = "
            f"{worked / (JOBS * JOB_SECONDS):.2f} | {sum(counts) / JOBS:.2f} ({max(counts, default=0)}) | {ledger.twice_at_once()} | "
            f"{sum(sum(run.ended for run in of_job) > 1 for of_job in runs.values())} | {last} |")


def main():
    all_of_them = contestants()
    for each in all_of_them:
        each.send()
    with running([sys.executable, os.path.join(HERE, "proxy.py"), str(broker_port())], stdout=subprocess.PIPE, text=True) as proxy:
        address = BROKER.rsplit(":", 1)[0] + ":" + proxy.stdout.readline().strip()
        try:
            for each in all_of_them:
                each.start(address)
            wait_until(lambda: all(each.ledger.has_begun() for each in all_of_them))
            began = time.monotonic()
            inflict(proxy, all_of_them)
            left = finish(all_of_them)
        finally:
            for each in all_of_them:
                each.end()
    print_table(all_of_them, left, began)


main()
