"""A command that is restarted as by systemd: Restart=always, RestartSec=100ms."""
import os
import signal
import subprocess
import threading

MIXED, PROCESS = "mixed", "process"
TIMEOUT_STOP_SECONDS = 10


def marked(mark):
    """An environment that marks a process and all its descendants."""
    return {**os.environ, "BENCH_MARK": f"{mark}-{os.getpid()}"}


def kill_marked(mark):
    """Kills all processes with that mark at once, in whatever session, as if their cgroup were killed."""
    while found := marked_processes(mark):
        for each_signal in (signal.SIGSTOP, signal.SIGKILL):
            for pid in found:
                try:
                    os.kill(pid, each_signal)
                except ProcessLookupError:
                    pass


def marked_processes(mark):
    return [pid for pid in map(int, filter(str.isdigit, os.listdir("/proc"))) if is_marked(pid, mark)]


def is_marked(pid, mark):
    try:
        with open(f"/proc/{pid}/environ", "rb") as variables:
            return f"BENCH_MARK={mark}-{os.getpid()}".encode() in variables.read().split(b"\0")
    except OSError:
        return False


class Service:
    """kill_mode is systemd's KillMode: MIXED also kills what the main process leaves behind, PROCESS does not."""

    def __init__(self, mark, arguments, kill_mode, log, environment=None):
        self.mark, self.arguments, self.kill_mode, self.log = mark, arguments, kill_mode, log
        self.environment = {**marked(mark), **(environment or {})}
        self.over = threading.Event()
        self.starts = 0
        self.start()
        self.restarter = threading.Thread(target=self.restart_forever, daemon=True)
        self.restarter.start()

    def start(self):
        with open(self.log, "a") as log:
            self.process = subprocess.Popen(
                self.arguments, env=self.environment, stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True)
        self.starts += 1

    def restart_forever(self):
        while True:
            self.process.wait()
            if self.kill_mode == MIXED:
                kill_marked(self.mark)
            if self.over.wait(0.1):
                return
            self.start()

    def restart(self):
        process = self.process
        process.terminate()
        try:
            process.wait(TIMEOUT_STOP_SECONDS)
        except subprocess.TimeoutExpired:
            kill_marked(self.mark) if self.kill_mode == MIXED else process.kill()

    def crash(self):
        self.process.kill()

    def end(self):
        self.over.set()
        kill_marked(self.mark)
        self.restarter.join()
        kill_marked(self.mark)
