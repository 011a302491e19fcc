"""The work: a plain function that blocks its thread. It notes in a ledger when it starts and when it ends."""
import itertools
import os
import signal
import time

STEP = 0.1
numbers = itertools.count(1)


def note(what, run):
    with open(os.environ["LAB_LEDGER"], "a") as ledger:
        ledger.write(f"{what} {run} {os.getpid()} {time.clock_gettime(time.CLOCK_BOOTTIME):.3f}\n")


def pieces(body, length):
    """Does the work and yields after each piece of this many seconds, so that the caller can do something else in between."""
    seconds, *more = body.decode().split()
    run = f"{os.getpid()}-{next(numbers)}"
    note("start", run)
    for step in range(1, round(float(seconds) / STEP) + 1):
        time.sleep(STEP)
        if more and step * STEP >= float(more[1]):  # "20 crash 6": as the out-of-memory killer does
            os.kill(os.getpid(), signal.SIGKILL)
        if step % max(1, round(length / STEP)) == 0:
            yield
    note("end", run)


def work(body):
    """Does the work in one go."""
    for _ in pieces(body, length=1):
        pass
