"""See leases.sh."""
import argparse
import datetime
import os
import signal
import time

from common import HAULBEAT, declare, events_named, fill, haulbeat_work, median, took, wait_for_event, wait_until, worker
from service import is_marked, kill_marked, marked
from usage import Usage

WINDOW_SECONDS = 60
LEASE_AT_ONCE = ["--lease-after", "0s"]
REQUEUE_ON_STOP = ["--on-stop", "return", "--grace", "1s"]


def wait_for_leases(process, count):
    wait_for_event(process, "started", count, 300)
    wait_for_event(process, "leased", count, 300)


def describe(values, unit="ms"):
    if not values:
        return "not reported"
    ordered = sorted(values)
    return (f"median {median(ordered):.1f} {unit}, p99 {ordered[int(len(ordered) * 0.99)]:.1f}, max {ordered[-1]:.1f} ({len(ordered)})")


def latencies(process, name, since=0.0):
    return describe([event["took"] for at, event in events_named(process, name) if at >= since and "took" in event])


def cost(options):
    fill("cost", options.jobs)
    began = time.monotonic()
    with worker("cost", "--slots", str(options.jobs), "--lease", "60s", *REQUEUE_ON_STOP, command=["sleep", "900"], env=marked("cost")) as process:
        wait_for_leases(process, options.jobs)
        print(f"cost: {options.jobs} sleeping jobs, lease 60 s; all leased {time.monotonic() - began:.1f} s after the start")
        time.sleep(10)
        since, usage = time.time(), Usage(process, "cost")
        time.sleep(WINDOW_SECONDS)
        usage.tell()
        print(f"  acquired {latencies(process, 'leased')}")
        print(f"  renewed  {latencies(process, 'renewed', since)}")
        print(f"  connections lost: {process.events['connection-lost']}, leases lost: {process.events['lease-lost']}")
    kill_marked("cost")


def quiet(options):
    fill("quiet", 100)
    with worker("quiet", "--slots", "10", "--lease", "3s", *LEASE_AT_ONCE, *REQUEUE_ON_STOP, command=["sleep", "3"]) as process:
        wait_for_event(process, "finished", 100, 120)
        print("quiet: 100 jobs of 3 s, ten at a time, lease 3 s")
        print(f"  acquired {latencies(process, 'leased')}")
        print(f"  renewed  {latencies(process, 'renewed')}")


def reattach(options):
    count = 200
    place = ["--name", "reattach", "--state-dir", os.path.join(options.folder, "reattach")]
    arguments = ["--slots", str(count), *place, *LEASE_AT_ONCE, *REQUEUE_ON_STOP]
    fill("reattach", count)
    try:
        with worker("reattach", *arguments, command=["sleep", "600"], env=marked("reattach")) as process:
            wait_for_leases(process, count)
            pids = {event["pid"] for _, event in events_named(process, "started")}
            process.kill()
            process.wait()
        began = time.time()
        with worker("reattach", *arguments, command=["sleep", "600"], env=marked("reattach")) as process:
            wait_until(lambda: process.events["reattached"] + process.events["started"] >= count)
            reattached = sorted(at - began for at, _ in events_named(process, "reattached"))
            last = f"the last {reattached[-1]:.2f} s after the start of the worker, " if reattached else ""
            print(f"reattach: {len(reattached)} of {count} running jobs, {last}{process.events['started']} started again")
            print(f"  processes from before that still run: {sum(map(still_runs, pids))}")
    finally:
        kill_marked("reattach")


def still_runs(pid):
    return is_marked(pid, "reattach")


def takeover(options):
    lease, beyond = 15, []
    for number in range(3):
        queue = f"takeover-{number}"
        states = [["--state-dir", os.path.join(options.folder, f"{queue}-{side}"), "--name", f"{queue}-{side}"] for side in "ab"]
        common = ["--lease", f"{lease}s", *LEASE_AT_ONCE, *REQUEUE_ON_STOP]
        declare(queue)
        with worker(queue, *common, *states[0], command=["sleep", "600"], env=marked("gone")) as gone:
            fill(queue, 1)
            wait_for_leases(gone, 1)
            with worker(queue, *common, *states[1], command=["sleep", "600"], env=marked("other")) as other:
                time.sleep(2 + 2 * number)
                began = time.time()
                kill_marked("gone")
                wait_for_event(other, "started", 1, 120)
                beyond.append(events_named(other, "started")[0][0] - began - lease)
        kill_marked("other")
    print(f"takeover: lease {lease} s, started elsewhere at the lease " + ", ".join(f"{each:+.2f} s" for each in beyond))


def crash(options):
    count, ends = 20, ("dead", "finished", "retried")
    fill("crash", count)
    with worker("crash", "--slots", str(count), *LEASE_AT_ONCE, *REQUEUE_ON_STOP, command=["sleep", "600"]) as process:
        wait_for_leases(process, count)
        told, arrived = [], []
        for index, (_, event) in enumerate(events_named(process, "started")):
            killed = time.time()
            os.kill(event["pid"], signal.SIGKILL)
            wait_until(lambda: len(events_named(process, *ends)) > index)
            at, end = events_named(process, *ends)[index]
            told.append(1000 * (datetime.datetime.fromisoformat(end["at"].replace("Z", "+00:00")).timestamp() - killed))
            arrived.append(1000 * (at - killed))
    print(f"crash: kill -9 of a job's process; the event's time {describe(told)}; the line itself {describe(arrived)}")


def throughput(options):
    if options.baseline is None:
        return
    programs = {"this program": HAULBEAT, "the baseline": options.baseline}
    seconds = {name: [] for name in programs}
    for _ in range(5):
        for name, program in programs.items():
            seconds[name].append(took("throughput", 1000, haulbeat_work(
                "throughput", "--slots", "2", "--max-jobs", "1000", command=["cat"], program=program)))
    for name, values in seconds.items():
        print(f"throughput: 1,000 jobs (cat), 2 slots, {name}: median {median(values):.2f} s ({min(values):.2f} to {max(values):.2f})")
    print(f"  ratio of the medians: {median(seconds['this program']) / median(seconds['the baseline']):.3f}")


SECTIONS = {each.__name__: each for each in (cost, quiet, reattach, takeover, crash, throughput)}


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--folder", required=True)
    parser.add_argument("--jobs", type=int, default=1000)
    parser.add_argument("--baseline")
    parser.add_argument("sections", nargs="*", metavar="SECTION", help=", ".join(SECTIONS))
    options = parser.parse_args()
    for name in options.sections or SECTIONS:
        SECTIONS[name](options)


main()
