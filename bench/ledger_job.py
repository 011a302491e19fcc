"""A job that records what it does: appends "start|tick|end JOB PID SECONDS" to a ledger. usage: ledger_job.py LEDGER SECONDS; reads the job from stdin"""
import os
import sys
import time

TICK = 0.2


def work(job, ledger, seconds):
    with open(ledger, "a", buffering=1) as lines:
        def note(what):
            lines.write(f"{what} {job} {os.getpid()} {time.monotonic():.3f}\n")

        note("start")
        until = time.monotonic() + seconds
        while (left := until - time.monotonic()) > 0:
            time.sleep(min(TICK, left))
            note("tick")
        note("end")


if __name__ == "__main__":
    work(sys.stdin.read().strip(), sys.argv[1], float(sys.argv[2]))
