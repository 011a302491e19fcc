"""What the benchmarks share: the broker's queues, a running worker, the proxy on the wire."""
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


def took(queue, count, *commands):
    """Seconds until the commands, running side by side, have emptied the queue."""
    fill(queue, count)
    began = time.monotonic()
    processes = [subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) for command in commands]
    for process in processes:
        if process.wait() != 0:
            sys.exit(f"this failed: {process.args}")
    seconds = time.monotonic() - began
    if messages(queue):
        sys.exit(f"messages were left by: {commands}")
    return seconds


def haulbeat_work(queue, *options, command, broker=BROKER, program=HAULBEAT):
    return [program, "work", queue, "--broker", broker, *options, "--", *command]


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
            print(f"this did not end on SIGTERM: {process.args}", file=sys.stderr)


@contextlib.contextmanager
def worker(queue, *options, command, broker=BROKER, **popen_options):
    """A worker with --json, once it is ready. Its events are counted, and kept with the time at which each was read."""
    arguments = haulbeat_work(queue, "--json", *options, command=command, broker=broker)
    with running(arguments, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, **popen_options) as process:
        process.events, process.arrived = collections.Counter(), []
        threading.Thread(target=take_events, args=(process,), daemon=True).start()
        wait_for_event(process, "ready")
        yield process


def take_events(process):
    for line in process.stdout:
        now, event = time.time(), json.loads(line)
        process.arrived.append((now, event))
        process.events[event["event"]] += 1


def events_named(process, *names):
    return [(at, event) for at, event in process.arrived if event["event"] in names]


def wait_for_event(process, name, count=1, seconds=60):
    wait_until(lambda: process.events[name] >= count or process.poll() is not None, seconds)
    if process.events[name] < count:
        sys.exit(f"the worker ended before the event {name}")


@contextlib.contextmanager
def wire(notes):
    """Starts the proxy; yields the address to connect to."""
    program = os.path.join(os.path.dirname(__file__), "wire.py")
    with running([sys.executable, program, str(broker_port()), notes], stdout=subprocess.PIPE, text=True) as process:
        yield BROKER.rsplit(":", 1)[0] + ":" + process.stdout.readline().strip()


def processor_seconds(pid):
    with open(f"/proc/{pid}/stat") as stat:
        fields = stat.read().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def read_wire(notes):
    with open(notes) as lines:
        return [(int(at), int(connection), what) for at, connection, what in map(str.split, lines)]


def wait_until(condition, seconds=60):
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > deadline:
            sys.exit("timed out while waiting for a condition")
        time.sleep(0.002)
