"""What /healthz and /readyz say, and when they turn red."""

from datetime import timedelta
from pathlib import Path

import pytest
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder
from django.test import Client
from django.utils import timezone
from pytest_django.fixtures import Settings

from measures.models import Heartbeat
from measures.tasks import heartbeat
from measures.views import health


def test_process_is_healthy_without_a_database(client: Client) -> None:
    answer = client.get("/healthz")
    assert (answer.status_code, answer.json()) == (200, {"status": "ok"})


@pytest.mark.django_db
def test_ready_where_everything_is_there(client: Client) -> None:
    heartbeat()
    answer = client.get("/readyz")
    assert (answer.status_code, set(answer.json().values())) == (200, {"ok"})


@pytest.mark.django_db
@pytest.mark.parametrize(("seconds", "status"), [(100, 200), (121, 503)])
def test_silent_worker_is_named(client: Client, seconds: int, status: int) -> None:
    Heartbeat.objects.create(process="worker", seen_at=timezone.now() - timedelta(seconds=seconds))
    answer = client.get("/readyz")
    assert answer.status_code == status
    assert answer.json()["worker"].startswith("ok" if status == 200 else "failing: silent for 12")


@pytest.mark.django_db
def test_worker_never_seen_is_named(client: Client) -> None:
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json()["worker"]) == (503, "failing: never seen")


@pytest.mark.django_db
def test_missing_broker_is_named_without_its_address(
    client: Client, settings: Settings, tmp_path: Path
) -> None:
    heartbeat()
    settings.BROKER_DIR, settings.REDIS_URL = tmp_path / "nowhere", ""
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json()["broker"]) == (503, "failing: its folder cannot be written")
    assert str(tmp_path) not in answer.text


@pytest.mark.django_db
def test_missing_migration_is_named(client: Client) -> None:
    heartbeat()
    MigrationRecorder(connection).migration_qs.filter(app="measures").latest("pk").delete()
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert answer.json()["migrations"].startswith("failing:")


def test_error_of_a_check_is_named_by_its_kind_alone() -> None:
    def refused() -> str:
        raise ConnectionError("postgres://user:secret@host")

    assert health.answer(refused) == "failing: ConnectionError"
