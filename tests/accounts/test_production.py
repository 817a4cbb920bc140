"""How the site starts in production: with what must be secret, or not at all."""

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]
PRODUCTION = {
    "TRACKER_MODE": "production",
    "SECRET_KEY": "q8F2zL0vXr7TnB4yKd9WmJ6hSc1PgEoUaiR3tNwC5xV-MbYlHf",
    "ALLOWED_HOSTS": "tracker.example.org",
    "MAIL_URL": "smtp://127.0.0.1:25",
}


def run(tmp_path: Path, *arguments: str, **changed: str) -> subprocess.CompletedProcess[str]:
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    environment = {**kept, **PRODUCTION, "STATE_DIR": str(tmp_path), **changed}
    environment = {name: value for name, value in environment.items() if value}
    command = [sys.executable, *arguments]
    return subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)


def test_production_settings_pass_the_deployment_check(tmp_path: Path) -> None:
    done = run(tmp_path, "manage.py", "check", "--deploy", "--fail-level", "WARNING")
    assert done.returncode == 0, done.stderr
    assert "no issues" in done.stdout


@pytest.mark.parametrize("name", ["SECRET_KEY", "ALLOWED_HOSTS"])
def test_production_refuses_to_start_without_and_says_what_to_set(tmp_path: Path, name: str) -> None:
    done = run(tmp_path, "manage.py", "check", **{name: ""})
    assert done.returncode != 0
    assert f"{name} is not set" in done.stderr


@pytest.mark.parametrize(
    ("name", "value", "sentence"),
    [
        ("SECRET_KEY", "short" * 6, "SECRET_KEY is too short"),
        ("DATABASE_URL", "mysql://user:word@127.0.0.1/x", "DATABASE_URL must read postgres://"),
    ],
)
def test_what_is_set_wrongly_is_said_in_a_line(tmp_path: Path, name: str, value: str, sentence: str) -> None:
    done = run(tmp_path, "manage.py", "check", **{name: value})
    assert (done.returncode, done.stderr.count("\n")) == (1, 1)
    assert done.stderr.startswith(f"manage.py: {sentence}")
    assert value not in done.stderr


def test_no_mode_is_production(tmp_path: Path) -> None:
    assert (
        "SECRET_KEY is not set" in run(tmp_path, "manage.py", "check", TRACKER_MODE="", SECRET_KEY="").stderr
    )


def settings_of(tmp_path: Path, *names: str) -> list[Any]:
    script = f"from qingdao_tracker import settings; print([getattr(settings, name) for name in {names!r}])"
    values: list[Any] = eval(run(tmp_path, "-c", script).stdout)
    return values


def test_production_cookies_travel_encrypted_and_out_of_reach_of_scripts(tmp_path: Path) -> None:
    names = ("SESSION_COOKIE_SECURE", "CSRF_COOKIE_SECURE", "CSRF_COOKIE_HTTPONLY", "SECURE_SSL_REDIRECT")
    assert settings_of(tmp_path, *names, "DEBUG", "DEMONSTRATION_DATA") == [True] * 4 + [False] * 2
