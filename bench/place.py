"""The databases a run measures on: made beside the one DATABASE_URL names, or in a temporary folder."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit
from zoneinfo import ZoneInfo

import psycopg

SECRET = "for-a-throw-away-database-only-" * 2


@dataclass(frozen=True)
class Place:
    """A database of so many measures, and the folder beside it. `is_new`: still to be filled."""

    measures: int
    url: str
    folder: Path
    is_new: bool = True

    @property
    def is_postgresql(self) -> bool:
        return self.url.startswith("postgres")

    def environment(self) -> dict[str, str]:
        """As in production, but for what only a site has."""
        return {
            "TRACKER_MODE": "production",
            "SECRET_KEY": SECRET,
            "ALLOWED_HOSTS": "bench.example",
            "STATE_DIR": str(self.folder),
            "DATABASE_URL": self.url,
            "REDIS_URL": "",
            "MAIL_URL": "",
            "LOG_LEVEL": "ERROR",
            "DJANGO_SETTINGS_MODULE": "qingdao_tracker.settings",
        }


@contextmanager
def places(sizes: list[int], *, keep: bool) -> Iterator[list[Place]]:
    """A database for each size. They go at the end, unless `keep`: then the next run that keeps finds them."""
    url = os.environ.get("DATABASE_URL", "")
    root = (
        Path(tempfile.gettempdir(), "tracker-bench")
        if keep
        else Path(tempfile.mkdtemp(prefix="tracker-bench-"))
    )
    found: list[Place] = []
    try:
        for size in sizes:
            folder = root / str(size)
            folder.mkdir(parents=True, exist_ok=True)
            found.append(
                _postgresql(url, size, folder, keep) if url.startswith("postgres") else _sqlite(size, folder)
            )
        yield found
    finally:
        if not keep:
            for place in found:
                _drop(url, place)
            shutil.rmtree(root, ignore_errors=True)


def _sqlite(size: int, folder: Path) -> Place:
    file = folder / "tracker.sqlite3"
    return Place(size, f"sqlite:///{file}", folder, is_new=not file.exists())


def _postgresql(url: str, size: int, folder: Path, keep: bool) -> Place:  # noqa: FBT001
    parts = urlsplit(url)
    name = f"{parts.path.strip('/')}_bench_{size}" + ("" if keep else f"_{os.getpid()}")
    with psycopg.connect(url, autocommit=True) as connection:
        there = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone()
        if not there:
            connection.execute(f"CREATE DATABASE \"{name}\" TEMPLATE template0 ENCODING 'UTF8'")
    return Place(size, urlunsplit(parts._replace(path=f"/{name}")), folder, is_new=not there)


def _drop(url: str, place: Place) -> None:
    if url.startswith("postgres"):
        with psycopg.connect(url, autocommit=True) as connection:
            connection.execute(
                f'DROP DATABASE IF EXISTS "{urlsplit(place.url).path.strip("/")}" WITH (FORCE)'
            )


def today() -> date:
    """The day the data is made for: the present one, as the pages ask for it."""
    return datetime.now(ZoneInfo("Asia/Shanghai")).date()
