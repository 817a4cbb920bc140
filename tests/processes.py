"""The product's own processes, started from the tests on the database under test."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

from django.db import connection

ROOT = Path(__file__).resolve().parent.parent


def database_url() -> str:
    """The address of the database the tests run on."""
    database = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{database['NAME']}"
    user, password = quote(database["USER"]), quote(database["PASSWORD"])
    host, port = database["HOST"] or "127.0.0.1", database["PORT"] or 5432
    return f"postgres://{user}:{password}@{host}:{port}/{database['NAME']}"


def environment(state: Path, **more: str) -> dict[str, str]:
    """What a process needs to work on the database under test, with state of its own for all else."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    kept["PATH"] = f"{Path(sys.executable).parent}:{kept.get('PATH', '')}"
    own = {
        "TRACKER_MODE": "test",
        "STATE_DIR": str(state),
        "DATABASE_URL": database_url(),
        "DATABASE_POOL": "2",
    }
    return {**kept, **own, **more}


def manage(*arguments: str, env: dict[str, str], timeout: float = 90) -> subprocess.CompletedProcess[str]:
    """Run a command of manage.py to its end."""
    command = [sys.executable, "manage.py", *arguments]
    return subprocess.run(
        command, cwd=ROOT, env=env, capture_output=True, text=True, timeout=timeout, check=False
    )


@contextmanager
def running(*command: str, env: dict[str, str], log: Path) -> Iterator[subprocess.Popen[bytes]]:
    """A process and all it starts, ended when the block is left."""
    with log.open("ab") as output:
        process = subprocess.Popen(
            command, cwd=ROOT, env=env, stdout=output, stderr=subprocess.STDOUT, start_new_session=True
        )
    try:
        yield process
    finally:
        process.terminate()
        try:
            process.wait(15)
        finally:
            end(process, signal.SIGKILL)  # and the children it may have left behind
            process.wait(15)


def end(process: subprocess.Popen[bytes], how: signal.Signals) -> None:
    """Send the signal to the process and its children."""
    try:
        os.killpg(process.pid, how)
    except ProcessLookupError:
        return


def eventually(true: Callable[[], bool], *, within: float, what: str, log: Path | None = None) -> None:
    """Wait until it is true; fails naming `what`, with the end of the log, when the time is over."""
    deadline = time.monotonic() + within
    while not true():
        if time.monotonic() > deadline:
            said = log.read_text()[-4000:] if log and log.exists() else ""
            raise AssertionError(f"{what} did not happen within {within:.0f} s\n{said}")
        time.sleep(0.1)
