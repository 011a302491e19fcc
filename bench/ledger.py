"""Reads what ledger_job.py wrote: which process worked on which job, and when."""
import dataclasses
import os
import time

from ledger_job import TICK


@dataclasses.dataclass
class Run:
    """From the first to the last line that the job's process wrote."""
    began: float
    until: float
    ended: bool = False


class Ledger:
    def __init__(self, path):
        self.path = path

    def has_begun(self):
        return os.path.exists(self.path) and os.path.getsize(self.path) > 0

    def runs(self):
        runs, by_process = {}, {}
        if not self.has_begun():
            return runs
        with open(self.path) as lines:
            for what, job, pid, at in map(str.split, lines):
                if what == "start":
                    by_process[job, pid] = Run(float(at), float(at))
                    runs.setdefault(job, []).append(by_process[job, pid])
                run = by_process[job, pid]
                run.until, run.ended = float(at), what == "end"
        return runs

    def all_runs(self):
        return [run for of_job in self.runs().values() for run in of_job]

    def worked(self):
        return sum(run.until - run.began for run in self.all_runs())

    def is_busy(self):
        return any(not run.ended and run.until > time.monotonic() - 10 * TICK for run in self.all_runs())

    def twice_at_once(self):
        """How many jobs had two runs that overlapped."""
        return sum(self.overlap(sorted(of_job, key=lambda run: run.began)) for of_job in self.runs().values())

    @staticmethod
    def overlap(ordered):
        return any(earlier.until > later.began for index, earlier in enumerate(ordered) for later in ordered[index + 1:])

    def last_first_end(self):
        """When the last of those jobs that ended at all had ended for the first time."""
        return max(min(run.until for run in of_job if run.ended) for of_job in self.runs().values() if any(run.ended for run in of_job))
