"""A command kept up as systemd does it: Restart=always, RestartSec=100ms."""
import os
import signal
import subprocess
import threading

MIXED, PROCESS = "mixed", "process"
TIMEOUT_STOP_SECONDS = 10


class Service:
    """kill_mode is systemd's KillMode: MIXED also kills whatever the main process leaves behind, PROCESS lets it live."""

    def __init__(self, mark, arguments, kill_mode, log, environment=None):
        self.mark, self.arguments, self.kill_mode, self.log = f"BENCH_SERVICE={mark}-{os.getpid()}", arguments, kill_mode, log
        self.environment = {**os.environ, **(environment or {}), "BENCH_SERVICE": f"{mark}-{os.getpid()}"}
        self.over = threading.Event()
        self.starts = 0
        self.start()
        self.keeper = threading.Thread(target=self.keep_up, daemon=True)
        self.keeper.start()

    def start(self):
        with open(self.log, "a") as log:
            self.process = subprocess.Popen(
                self.arguments, env=self.environment, stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True)
        self.starts += 1

    def keep_up(self):
        while True:
            self.process.wait()
            if self.kill_mode == MIXED:
                self.kill_marked()
            if self.over.wait(0.1):
                return
            self.start()

    def restart(self):
        process = self.process
        process.terminate()
        try:
            process.wait(TIMEOUT_STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self.kill_marked() if self.kill_mode == MIXED else process.kill()

    def crash(self):
        self.process.kill()

    def end(self):
        self.over.set()
        self.kill_marked()
        self.keeper.join()
        self.kill_marked()

    def kill_marked(self):
        """Like the cgroup's end: all processes that came of it, whatever session they are in."""
        while found := [pid for pid in map(int, filter(str.isdigit, os.listdir("/proc"))) if self.is_marked(pid)]:
            for pid in found:
                try:
                    os.kill(pid, signal.SIGKILL)
                except ProcessLookupError:
                    pass

    def is_marked(self, pid):
        try:
            with open(f"/proc/{pid}/environ", "rb") as variables:
                return self.mark.encode() in variables.read().split(b"\0")
        except OSError:
            return False
