"""Processes killed and processes racing: nothing is lost, nothing is doubled."""

import signal
import sys
import time
from pathlib import Path

import pytest

from measures.models import Digest, NightRun
from measures.nightly.night import decide
from tests.factories import TODAY, make_department, make_measure, make_member
from tests.processes import end, environment, eventually, manage, running
from tests.sink import Sink

pytestmark = pytest.mark.django_db(transaction=True)
NIGHTLY = ("nightly", "--date", TODAY.isoformat())


def owing_people(number: int) -> list[str]:
    """The addresses of so many people of one department that owes a report."""
    department = make_department()
    make_measure(lead_department=department)
    return sorted(make_member(department).email for _ in range(number))


def test_command_returns_when_all_is_handed_over(sink: Sink, mailed: dict[str, str], tmp_path: Path) -> None:
    people = owing_people(3)
    sink.trouble[people[0]] = ["550 no such person"]
    env = environment(tmp_path, **mailed)
    first = manage(*NIGHTLY, env=env)
    assert first.returncode == 0
    assert "no such person" in first.stderr
    assert "flagged 1, cleared 0, queued 3, sent 2, failed 1." in first.stdout
    assert sink.recipients == people[1:]
    assert "queued 0, sent 1, failed 0." in manage(*NIGHTLY, env=env).stdout
    assert "queued 0, sent 0, failed 0." in manage(*NIGHTLY, env=env).stdout
    assert sink.recipients == people


def test_killed_between_claim_and_stamp_loses_nothing(
    sink: Sink, mailed: dict[str, str], tmp_path: Path, log: Path
) -> None:
    people = owing_people(4)
    sink.trouble[people[2]] = ["hang"]
    env = environment(tmp_path, **mailed, MAIL_LEASE_SECONDS="4")
    with running(sys.executable, "manage.py", *NIGHTLY, env=env, log=log) as command:
        eventually(
            lambda: not sink.trouble[people[2]] and len(sink.mails) == 2,
            within=60,
            what="the mail it hangs on",
            log=log,
        )
        # No transaction is open while the mail server is spoken to: it would make this wait.
        asked_at = time.monotonic()
        Digest.objects.update(error="touched")
        assert time.monotonic() - asked_at < 2
        end(command, signal.SIGKILL)
    assert Digest.objects.unsent().exclude(leased_until=None).exists()
    assert NightRun.objects.get().finished_at is None
    again = manage(*NIGHTLY, env=env)
    assert "queued 0, sent 2, failed 0." in again.stdout
    assert sink.recipients == people


@pytest.mark.parametrize("start", ["decided", "undecided"])
def test_commands_at_the_same_time_send_each_mail_once(
    start: str, sink: Sink, mailed: dict[str, str], tmp_path: Path, log: Path
) -> None:
    people = owing_people(30)
    if start == "decided":
        decide(TODAY)
    sink.seconds_a_mail = 0.02
    env = environment(tmp_path, **mailed, MAIL_LEASE_SECONDS="2")
    command = (sys.executable, "manage.py", *NIGHTLY)
    with running(*command, env=env, log=log) as one, running(*command, env=env, log=log) as other:
        assert (one.wait(60), other.wait(60)) == (0, 0), log.read_text()
    assert sink.recipients == people
    assert Digest.objects.filter(sent_at=None).count() == 0
    assert NightRun.objects.exclude(finished_at=None).count() == 2
