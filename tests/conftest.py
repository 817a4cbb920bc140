"""What every test may ask for."""

import os
import shutil
import socket
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.core.cache import cache

CHROMIUM = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser") or ""
REDIS_URL = os.environ.get("TEST_REDIS_URL", "redis://127.0.0.1:6379/15")

DATABASE_URL = os.environ.get("DATABASE_URL", "")
POSTGRES_URL = os.environ.get("TEST_DATABASE_URL") or (
    DATABASE_URL if DATABASE_URL.startswith("postgres") else "postgres://postgres@127.0.0.1:5432/postgres"
)


def reachable(url: str) -> bool:
    address = urlsplit(url)
    try:
        with socket.create_connection((address.hostname or "", address.port or 0), timeout=2):
            return True
    except OSError:
        return False


def missing(service: str) -> str:
    """What to say when a service cannot be reached; empty where it can."""
    if service == "redis" and not reachable(REDIS_URL):
        return f"no Redis at {REDIS_URL}: start one, or set TEST_REDIS_URL"
    if service == "postgresql" and not reachable(POSTGRES_URL):
        return "no PostgreSQL: start one on this machine, or set TEST_DATABASE_URL"
    if service == "chromium" and not Path(CHROMIUM).is_file():
        return "no Chromium: install the package chromium, or set CHROMIUM to its path"
    return ""


def pytest_runtest_setup(item: pytest.Item) -> None:
    """A service that is not there skips its tests, and fails them where REQUIRE_SERVICES=1."""
    for mark in item.iter_markers("service"):
        for service in mark.args:
            if why := missing(service):
                (pytest.fail if os.environ.get("REQUIRE_SERVICES") == "1" else pytest.skip)(why)


@pytest.fixture(autouse=True)
def _clear_cache(request: pytest.FixtureRequest) -> None:
    """The login limits count in the cache; no test inherits another's count."""
    if "db" in request.fixturenames or "transactional_db" in request.fixturenames:
        cache.clear()
