"""Programs that a check starts, each with a log of its own, and ends again in the opposite order."""
import contextlib
import os
import pathlib
import signal
import subprocess
import time


class Processes:
    """What has been started, in this order."""

    def __init__(self, logs: pathlib.Path) -> None:
        self.logs = logs
        self.started: list[tuple[str, subprocess.Popen]] = []
        logs.mkdir(parents=True, exist_ok=True)

    def start(self, name: str, command: list[object], **environment: str) -> subprocess.Popen:
        """Starts a program in a session of its own, so that a Ctrl-C is the check's alone."""
        with (self.logs / f"{name}.log").open("w") as log:
            process = subprocess.Popen(
                list(map(str, command)),
                env=os.environ | environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        self.started.append((name, process))
        return process

    def check(self) -> None:
        """Fails if one has ended."""
        for name, process in self.started:
            if process.poll() is not None:
                raise SystemExit(f"error: {name} has ended with {process.returncode}:\n{self.tail(name)}")

    def tail(self, name: str) -> str:
        """The last lines of a log."""
        return "\n".join((self.logs / f"{name}.log").read_text(errors="replace").splitlines()[-15:])

    def end(self) -> None:
        """Ends all, the last one first: with SIGKILL those that do not end by themselves."""
        for _, process in reversed(self.started):
            process.terminate()
            try:
                process.wait(timeout=20)
            except subprocess.TimeoutExpired:
                with contextlib.suppress(ProcessLookupError):
                    os.killpg(process.pid, signal.SIGKILL)
                process.wait()
        self.started.clear()


def until(what: str, condition, seconds: float = 120, every: float = 0.5):
    """The condition's first true value; fails when there is none in time."""
    end = time.monotonic() + seconds
    while True:
        found = condition()
        if found:
            return found
        if time.monotonic() > end:
            raise SystemExit(f"error: after {seconds:.0f} s still waiting for {what}")
        time.sleep(every)
