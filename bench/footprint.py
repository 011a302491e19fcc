"""See footprint.sh. usage: footprint.py JOBS SCRATCH"""
import os
import subprocess
import sys
import time

from common import BROKER, HAULBEAT, declare, fill, median, processor_seconds, read_wire, wait_for_event, wire, worker

JOBS, SCRATCH = int(sys.argv[1]), sys.argv[2]
HEARTBEAT = 2
WATCHED_SECONDS = 30


def version_milliseconds():
    began = time.perf_counter()
    subprocess.run([HAULBEAT, "version"], stdout=subprocess.DEVNULL, check=True)
    return 1000 * (time.perf_counter() - began)


def kilobytes(path, key):
    with open(path) as lines:
        return next(int(line.split()[1]) for line in lines if line.startswith(key))


def runners_of(pid):
    with open(f"/proc/{pid}/task/{pid}/children") as main:
        children = set(main.read().split())
    for thread in os.listdir(f"/proc/{pid}/task"):
        with open(f"/proc/{pid}/task/{thread}/children") as more:
            children.update(more.read().split())
    return [child for child in children if "__run" in open(f"/proc/{child}/cmdline").read()]


def small_figures():
    print(f"program: {os.path.getsize(HAULBEAT) / 2**20:.1f} MiB, version: {median([version_milliseconds() for _ in range(21)]):.1f} ms")
    declare("idle")
    with worker("idle", command=["cat"]) as idle:
        time.sleep(3)
        print(f"idle worker: {kilobytes(f'/proc/{idle.pid}/status', 'VmRSS:') / 1024:.1f} MiB resident")


def longest_silence(notes, since):
    """Seconds between two frames of the worker's connections, at most."""
    last, longest = {}, {}
    for at, connection, _ in read_wire(notes):
        if at >= since:
            longest[connection] = max(longest.get(connection, 0), at - last.get(connection, at))
        last[connection] = at
    return max(longest.values(), default=0) / 1e9


def missed_heartbeats():
    with open(os.environ["BROKER_LOG"]) as log:
        return sum("missed heartbeats" in line for line in log)


def many_jobs():
    notes = os.path.join(SCRATCH, "wire")
    fill("many", JOBS, str(WATCHED_SECONDS + 60).encode())
    with wire(notes) as address, worker(
            "many", "--slots", str(JOBS), "--on-stop", "return", "--grace", "1s", command=["sh", "-c", "exec sleep $(cat)"],
            broker=f"{address}?heartbeat={HEARTBEAT}") as process:
        began = time.monotonic()
        wait_for_event(process, "started", JOBS)
        print(f"{JOBS} jobs: all started {time.monotonic() - began:.1f} s after the worker was ready")
        print(f"by then: {missed_heartbeats()} missed heartbeats in the broker's log, {process.events['connection-lost']} connections lost")
        time.sleep(5)
        runners = runners_of(process.pid)
        before, since = processor_seconds(process.pid), time.time_ns()
        runners_before = sum(map(processor_seconds, runners))
        time.sleep(WATCHED_SECONDS)
        share = 100 * (processor_seconds(process.pid) - before) / WATCHED_SECONDS
        runners_share = 100 * (sum(map(processor_seconds, runners)) - runners_before) / WATCHED_SECONDS
        memory = [kilobytes(f"/proc/{runner}/smaps_rollup", "Pss:") / 1024 for runner in runners]
        print(f"{JOBS} sleeping jobs for {WATCHED_SECONDS} s: worker {share:.2f} % of a core, {len(runners)} runners together {runners_share:.2f} %")
        print(f"worker: {kilobytes(f'/proc/{process.pid}/status', 'VmRSS:') / 1024:.1f} MiB resident; a runner: {median(memory):.2f} MiB PSS (most {max(memory):.2f})")
        print(f"heartbeat {HEARTBEAT} s: longest silence of a connection {longest_silence(notes, since):.2f} s, "
              f"missed heartbeats in the broker's log: {missed_heartbeats()}")
    print(f"after all jobs were requeued: {missed_heartbeats()}")


small_figures()
many_jobs()
