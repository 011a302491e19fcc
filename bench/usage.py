"""The processor time that a worker with many jobs and its broker use, and the number of messages that the broker receives."""
import os
import re
import subprocess
import time

from common import processor_seconds
from service import marked_processes


def is_runner(pid):
    with open(f"/proc/{pid}/cmdline") as line:
        return "__run" in line.read()


class Usage:
    """Processor time of a worker, its runners and the broker, and the messages that the broker received, since this object was created."""

    def __init__(self, process, mark):
        self.groups = {
            "worker": [process.pid],
            "runners": [pid for pid in marked_processes(mark) if is_runner(pid)],
            "broker": [int(os.environ["BROKER_PID"])],
        }
        # Reading the counter costs the broker processor time, so it happens outside of the window.
        self.messages, self.messages_at = messages_sent(), time.monotonic()
        self.began, self.before = time.monotonic(), self.seconds()

    def seconds(self):
        return {name: sum(map(processor_seconds, pids)) for name, pids in self.groups.items()}

    def tell(self):
        after, window = self.seconds(), time.monotonic() - self.began
        for name, pids in self.groups.items():
            print(f"  {name:8} {100 * (after[name] - self.before[name]) / window:6.2f} % of a core  ({len(pids)} processes)")
        rate = (messages_sent() - self.messages) / (time.monotonic() - self.messages_at)
        print(f"  messages received by the broker: {rate:.1f} per second")


def messages_sent():
    command = ["eng/broker", "ctl", os.environ["BROKER_NAME"], "eval", "rabbit_global_counters:overview()."]
    counters = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    return sum(map(int, re.findall(r"messages_received_total\s*=>\s*(\d+)", counters)))
