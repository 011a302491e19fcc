"""See overhead.sh. usage: overhead.py ROUNDS MESSAGES SCRATCH"""
import os
import sys
import time

import pika

from common import BROKER, channel, declare, haulbeat_work, median, read_wire, running, took, wait_until, wire, worker

ROUNDS, MESSAGES, SCRATCH = int(sys.argv[1]), int(sys.argv[2]), sys.argv[3]
POLLED = 10
PROBES = 200


def consume(queue, count, command, broker=BROKER):
    return ["amqp-consume", "-u", broker, "-q", queue, "-c", str(count), "-p", "1", *command]


def throughput():
    ways = {
        "haulbeat, 2 slots": lambda: took("bench", MESSAGES, haulbeat_work(
            "bench", "--slots", "2", "--max-jobs", str(MESSAGES), command=["cat"])),
        "haulbeat, 1 slot": lambda: took("bench", MESSAGES, haulbeat_work(
            "bench", "--slots", "1", "--max-jobs", str(MESSAGES), command=["cat"])),
        "amqp-consume": lambda: took("bench", MESSAGES, consume("bench", MESSAGES, ["cat"])),
        "amqp-consume, two of them": lambda: took(
            "bench", MESSAGES, *[consume("bench", MESSAGES // 2, ["cat"])] * 2),
        f"two-process Python ({POLLED}, scaled up)": lambda: took("bench", POLLED, [
            sys.executable, "bench/two_process.py", BROKER, "bench", str(POLLED)]) * MESSAGES / POLLED,
    }
    seconds = {name: [] for name in ways}
    for number in range(ROUNDS):
        for name, way in ways.items():
            if number == 0 or "Python" not in name:
                seconds[name].append(way())
    baseline = median(seconds["amqp-consume"])
    print(f"{MESSAGES} persistent no-op jobs (cat), {ROUNDS} rounds in turns, medians:")
    for name, values in seconds.items():
        each = median(values)
        print(f"  {name:34} {each:9.2f} s  {1000 * each / MESSAGES:9.2f} ms a job  {each / baseline:8.2f} x amqp-consume"
              f"   ({min(values):.2f} to {max(values):.2f})")


def probe(queue, stamps):
    """Sends one message after another, each stamped just before it is published, and waits for each job."""
    if os.path.exists(stamps):
        os.remove(stamps)
    with channel() as open_channel:
        for number in range(PROBES):
            open_channel.basic_publish("", queue, b"%d" % time.time_ns(), pika.BasicProperties(delivery_mode=2))
            wait_until(lambda: os.path.exists(stamps) and sum(1 for _ in open(stamps)) > number)
            time.sleep(0.01)
    with open(stamps) as lines:
        return [tuple(map(int, line.split())) for line in lines]


def latencies(name, start):
    stamps, notes = os.path.join(SCRATCH, "stamps"), os.path.join(SCRATCH, "wire")
    command = [os.path.join(SCRATCH, "stamp"), stamps]
    declare("probe")
    with start(command, BROKER):
        starts = [began - sent for sent, began, _ in probe("probe", stamps)]
    with wire(notes) as address, start(command, address):
        ends = [ended for _, _, ended in probe("probe", stamps)]
        wait_until(lambda: sum(what == "ack" for _, _, what in read_wire(notes)) >= PROBES)
    acks = [at for at, _, what in read_wire(notes) if what == "ack"]
    settles = [ack - ended for ack, ended in zip(acks, ends)]
    print(f"  {name:18} publish to first instruction {describe(starts)}   exit to ack {describe(settles)}")


def describe(nanoseconds):
    ordered = sorted(nanoseconds)
    return f"{median(ordered) / 1e6:6.2f} ms (p99 {ordered[int(len(ordered) * 0.99)] / 1e6:6.2f})"


throughput()
print(f"One job at a time, {PROBES} jobs, medians; the ack is seen on the wire:")
latencies("haulbeat", lambda command, broker: worker("probe", command=command, broker=broker))
latencies("amqp-consume", lambda command, broker: running(consume("probe", PROBES, command, broker)))
