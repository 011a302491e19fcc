"""What the benches share: a broker's queues, a running worker, the proxy on the wire."""
import collections
import contextlib
import json
import os
import statistics
import subprocess
import sys
import threading
import time

import pika

HAULBEAT = os.environ["HAULBEAT"]
BROKER = os.environ["BROKER"]
median = statistics.median


def broker_port():
    return int(BROKER.rsplit(":", 1)[1])


@contextlib.contextmanager
def channel():
    connection = pika.BlockingConnection(pika.URLParameters(BROKER))
    try:
        yield connection.channel()
    finally:
        connection.close()


def declare(queue):
    with channel() as open_channel:
        open_channel.queue_declare(queue, durable=True)


def fill(queue, count, body=b"x"):
    """Puts persistent messages into a durable queue; returns once the broker has confirmed them."""
    declare(queue)
    with channel() as open_channel:
        open_channel.confirm_delivery()
        for _ in range(count):
            open_channel.basic_publish("", queue, body, pika.BasicProperties(delivery_mode=2))


def messages(queue):
    with channel() as open_channel:
        return open_channel.queue_declare(queue, passive=True).method.message_count


def haulbeat_work(queue, *options, command, broker=BROKER):
    return [HAULBEAT, "work", queue, "--broker", broker, *options, "--", *command]


@contextlib.contextmanager
def running(arguments, **options):
    process = subprocess.Popen(arguments, **options)
    try:
        yield process
    finally:
        process.terminate()
        try:
            process.wait(timeout=60)
        except subprocess.TimeoutExpired:
            process.kill()
            print(f"this did not end when told to: {process.args}", file=sys.stderr)


@contextlib.contextmanager
def worker(queue, *options, command, broker=BROKER):
    """A worker with --json, once it is ready."""
    arguments = haulbeat_work(queue, "--json", *options, command=command, broker=broker)
    with running(arguments, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as process:
        process.events = collections.Counter()
        threading.Thread(target=count_events, args=(process,), daemon=True).start()
        wait_for_event(process, "ready")
        yield process


def count_events(process):
    for line in process.stdout:
        process.events[json.loads(line)["event"]] += 1


def wait_for_event(process, name, count=1):
    wait_until(lambda: process.events[name] >= count or process.poll() is not None)
    if process.events[name] < count:
        sys.exit(f"the worker ended before it said {name}")


@contextlib.contextmanager
def wire(notes):
    """The proxy; gives the address to connect to."""
    program = os.path.join(os.path.dirname(__file__), "wire.py")
    with running([sys.executable, program, str(broker_port()), notes], stdout=subprocess.PIPE, text=True) as process:
        yield BROKER.rsplit(":", 1)[0] + ":" + process.stdout.readline().strip()


def read_wire(notes):
    with open(notes) as lines:
        return [(int(at), int(connection), what) for at, connection, what in map(str.split, lines)]


def wait_until(condition, seconds=60):
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > deadline:
            sys.exit("waited in vain")
        time.sleep(0.002)
