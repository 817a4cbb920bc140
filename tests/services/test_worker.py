"""The night as it is: a beat tells a worker over a real broker, and the worker mails over SMTP."""

import signal
import sys
from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone

from measures.models import Digest, Flag, Heartbeat, NightRun
from tests.conftest import REDIS_URL
from tests.factories import make_department, make_measure, make_member
from tests.processes import end, environment, eventually, running
from tests.sink import Sink, text_of

pytestmark = pytest.mark.django_db(transaction=True)
CELERY = (sys.executable, "-m", "celery", "-A", "qingdao_tracker")
WORKER = (*CELERY, "worker", "--concurrency", "2", "--without-gossip", "--without-mingle")
BEAT = (*CELERY, "beat", "--pidfile=")


@pytest.mark.parametrize("broker", ["filesystem", pytest.param("redis", marks=pytest.mark.service("redis"))])
def test_mail_crosses_a_socket_from_a_worker_told_by_a_beat(
    broker: str, sink: Sink, mailed: dict[str, str], tmp_path: Path, log: Path
) -> None:
    department = make_department()
    official = make_member(department)
    code = make_measure(lead_department=department).code
    env = environment(tmp_path, **mailed, NIGHTLY_AT="2", REDIS_URL=REDIS_URL if broker == "redis" else "")
    with running(*WORKER, env=env, log=log), running(*BEAT, env=env, log=log):
        eventually(lambda: bool(sink.mails), within=60, what="the mail", log=log)
        eventually(
            lambda: NightRun.objects.exclude(finished_at=None).count() > 2,
            within=60,
            what="more nights",
            log=log,
        )
    assert sink.recipients == [official.email]
    assert f"/measures/{code}/progress/new/" in text_of(sink.mails[0], "html")
    assert Digest.objects.get().sent_at
    assert Flag.objects.count() == 1
    assert timezone.now() - Heartbeat.objects.get(process="worker").seen_at < timedelta(minutes=1)
    assert not list(tmp_path.glob("**/*.pid"))


def test_mail_of_a_killed_worker_is_sent_by_the_next(
    sink: Sink, mailed: dict[str, str], tmp_path: Path, log: Path
) -> None:
    department = make_department()
    make_measure(lead_department=department)
    people = sorted(make_member(department).email for _ in range(3))
    sink.trouble[people[1]] = ["hang"]
    env = environment(tmp_path, **mailed, NIGHTLY_AT="2", MAIL_LEASE_SECONDS="4")
    with running(*BEAT, env=env, log=log):
        with running(*WORKER, env=env, log=log) as worker:
            eventually(lambda: not sink.trouble[people[1]], within=60, what="the mail it hangs on", log=log)
            end(worker, signal.SIGKILL)
        with running(*WORKER, env=env, log=log):
            eventually(lambda: len(sink.mails) == 3, within=60, what="the rest of the mails", log=log)
    assert sink.recipients == people
