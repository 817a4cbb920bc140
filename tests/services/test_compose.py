"""The services deployment, outside a container: each service's own command in its own environment."""

import os
import re
import signal
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import psycopg
import pytest
import yaml

from tests.conftest import POSTGRES_URL, REDIS_URL
from tests.processes import ROOT, eventually, running
from tests.sink import Sink, free_port

SECRETS = {
    "SECRET_KEY": "a-secret-of-this-test-alone-" * 2,
    "ALLOWED_HOSTS": "tracker.example.org",
    "SITE_URL": "https://tracker.example.org",
    "POSTGRES_PASSWORD": "unused",
}
OURS = ("migrate", "web", "worker", "beat")
VARIABLE = re.compile(r"\$(?:\$|\{(\w+)(?::([-?])([^}]*))?\})")


def filled(value: Any, given: dict[str, str]) -> Any:
    """The value with its variables filled in as compose does. Raises KeyError for one that must be given."""
    if isinstance(value, dict):
        return {name: filled(each, given) for name, each in value.items()}
    if isinstance(value, list):
        return [filled(each, given) for each in value]

    def fill(found: re.Match[str]) -> str:
        name, kind, text = found.groups()
        if name is None:
            return "$"
        if not given.get(name) and kind == "?":
            raise KeyError(name)
        return given.get(name) or text or ""

    return VARIABLE.sub(fill, value) if isinstance(value, str) else value


def compose() -> dict[str, Any]:
    read: dict[str, Any] = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
    return read


@pytest.mark.parametrize("secret", ["SECRET_KEY", "ALLOWED_HOSTS", "SITE_URL", "POSTGRES_PASSWORD"])
def test_compose_has_no_secret_of_its_own(secret: str) -> None:
    with pytest.raises(KeyError, match=secret):
        filled(compose(), {**SECRETS, secret: ""})


def test_every_service_has_a_health_check_and_only_the_web_is_open() -> None:
    services = compose()["services"]
    assert set(services) == {*OURS, "database", "redis", "mail"}
    for name, service in services.items():
        assert name == "migrate" or service["healthcheck"]["test"]
        assert all(port.startswith("127.0.0.1:") for port in service.get("ports", []))


def test_image_is_not_run_by_root_and_holds_no_secret() -> None:
    lines = (ROOT / "Dockerfile").read_text().splitlines()
    users = [line.split()[1] for line in lines if line.startswith("USER")]
    assert users[-1:] not in ([], ["root"])
    assert any(line.startswith("HEALTHCHECK") for line in lines)
    assert not any("SECRET_KEY" in line or "PASSWORD" in line for line in lines)
    ignored = (ROOT / ".dockerignore").read_text().split()
    assert {".env", "var", ".git"} <= set(ignored)


@pytest.fixture
def scratch_database() -> Iterator[str]:
    """The address of an empty PostgreSQL database of its own."""
    name = f"tracker_compose_{os.getpid()}"
    with psycopg.connect(POSTGRES_URL, autocommit=True) as admin:
        admin.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
        admin.execute(f"CREATE DATABASE {name}")
        yield urlsplit(POSTGRES_URL)._replace(path=f"/{name}").geturl()
        admin.execute(f"DROP DATABASE {name} WITH (FORCE)")


class Deployment:
    """Our services as docker-compose.yml describes them, with the addresses of this machine."""

    def __init__(self, state: Path, addresses: dict[str, str]) -> None:
        self.port = free_port()
        self.services = filled(compose(), SECRETS)["services"]
        self.own = {
            "STATE_DIR": str(state),
            "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}",
            **addresses,
        }

    def here(self, text: str) -> str:
        """Instead of all interfaces, port 8000: one of our own."""
        return re.sub(r"(0\.0\.0\.0|127\.0\.0\.1):8000", f"127.0.0.1:{self.port}", text)

    def command(self, service: str) -> list[str]:
        return [self.here(word) for word in self.services[service]["command"]]

    def environment(self, service: str) -> dict[str, str]:
        given = {name: str(value) for name, value in self.services[service]["environment"].items()}
        return {**given, **self.own}

    def is_healthy(self, service: str) -> bool:
        """What the service's own health check says."""
        kind, *words = self.services[service]["healthcheck"]["test"]
        words = ["sh", "-c", *words] if kind == "CMD-SHELL" else words
        words = [self.here(word) for word in words]
        check = subprocess.run(
            words, cwd=ROOT, env=self.environment(service), capture_output=True, check=False
        )
        return check.returncode == 0

    def answers(self, path: str) -> bool:
        request = urllib.request.Request(
            f"http://127.0.0.1:{self.port}{path}", headers={"Host": "tracker.example.org"}
        )
        try:
            with urllib.request.urlopen(request, timeout=5) as answer:
                return bool(answer.status == 200)
        except (urllib.error.URLError, OSError):
            return False


@pytest.mark.service("postgresql", "redis")
def test_services_start_become_ready_and_stop(
    sink: Sink, scratch_database: str, tmp_path: Path, log: Path
) -> None:
    redis = urlsplit(REDIS_URL)._replace(path="/14").geturl()
    addresses = {"DATABASE_URL": scratch_database, "REDIS_URL": redis, "MAIL_URL": sink.url}
    site = Deployment(tmp_path, addresses)
    migrate = subprocess.run(
        site.command("migrate"),
        cwd=ROOT,
        env=site.environment("migrate"),
        capture_output=True,
        text=True,
        check=False,
    )
    assert migrate.returncode == 0, migrate.stderr
    with ExitStack() as started:
        processes = {
            name: started.enter_context(running(*site.command(name), env=site.environment(name), log=log))
            for name in ("web", "worker", "beat")
        }
        eventually(lambda: site.answers("/healthz"), within=60, what="a healthy web process", log=log)
        eventually(lambda: site.answers("/readyz"), within=60, what="readiness", log=log)
        for name in processes:
            eventually(lambda name=name: site.is_healthy(name), within=60, what=f"a healthy {name}", log=log)  # type: ignore[misc]
        for process in processes.values():
            process.send_signal(signal.SIGTERM)
        assert {name: process.wait(30) for name, process in processes.items()} == dict.fromkeys(processes, 0)
