"""See wasted-work.sh. usage: wasted_work.py SECONDS_OF_FAULTS SECONDS_TO_FINISH FOLDER"""
import os
import signal
import subprocess
import sys
import time

from common import BROKER, HAULBEAT, broker_port, running, wait_until
from contestants import HERE, JOB_SECONDS, JOBS, contestants

FAULT_SECONDS, FINISH_SECONDS, FOLDER = float(sys.argv[1]), float(sys.argv[2]), sys.argv[3]
CUT_EVERY, RESTART_AT = 15, 48


def inflict(proxy, all_of_them):
    """Causes all faults; returns when the time for faults is over."""
    began = time.monotonic()
    faults = [(RESTART_AT, lambda: [each.restart() for each in all_of_them])]
    faults += [(at, lambda: proxy.send_signal(signal.SIGUSR1)) for at in range(CUT_EVERY, int(FAULT_SECONDS) + 1, CUT_EVERY)]
    for at, fault in sorted(faults, key=lambda each: each[0]):
        time.sleep(max(0, began + at - time.monotonic()))
        fault()


def messages_left(all_of_them):
    """Messages that are ready or unacked, including Haulbeat's lease messages and requeued jobs."""
    command = ["eng/broker", "ctl", os.environ["BENCH_BROKER"], "list_queues", "--no-table-headers", "name", "messages"]
    lines = [line.rsplit(None, 1) for line in subprocess.run(command, capture_output=True, text=True, check=True).stdout.splitlines()]
    # Messages between Celery's workers are not jobs.
    return {each: sum(int(count) for name, count in lines if each.queue in name and "pidbox" not in name) for each in all_of_them}


def finish(all_of_them):
    """Waits until no program has anything left to do, or for the deadline; returns the number of messages left for each."""
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
    all_of_them = contestants(FOLDER)
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
