"""`load_demo`: that it shows every answer, runs twice without harm, and stays out of real sites."""

from datetime import date

import pytest
from django.conf import LazySettings
from django.core.management import CommandError, call_command

from accounts.models import User
from measures.models import Document, Measure
from measures.rules.words import Freshness, Schedule, Status
from tests.factories import make_user
from tests.measures.test_demonstration import facts, load

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("today", "seed"),
    [(date(2026, 10, 1), 2), (date(2027, 1, 1), 3), (date(2028, 2, 29), 4)],
)
def test_demonstration_shows_every_answer(today: date, seed: int) -> None:
    load(today, seed)
    measures = Measure.objects.counting().select_related("standing")
    assert {measure.schedule(today) for measure in measures} == set(Schedule)
    assert {measure.freshness(today) for measure in measures} == set(Freshness)
    assert {measure.standing.status for measure in measures} == set(Status)
    assert any(
        measure.freshness(today) == Freshness.STALE and measure.standing.last_report_on is None
        for measure in measures
    )


def test_load_demo_a_second_time_changes_nothing_but_a_new_password(
    settings: LazySettings, capsys: pytest.CaptureFixture[str]
) -> None:
    call_command("load_demo", seed=3)
    before, passwords = facts(), hashes()
    call_command("load_demo", seed=4)
    assert "there already" in capsys.readouterr().out
    assert (facts(), hashes()) == (before, passwords)
    settings.DEMO_PASSWORD = "another-one"
    call_command("load_demo")
    assert facts() == before
    for name in ("official", "head", "reviewer", "analyst", "admin"):
        assert User.objects.get(username=name).check_password("another-one")


def hashes() -> list[str]:
    return list(User.objects.order_by("pk").values_list("password", flat=True))


def test_load_demo_refuses_where_demonstration_data_is_off(settings: LazySettings) -> None:
    settings.DEMONSTRATION_DATA = False
    with pytest.raises(CommandError, match="not switched on"):
        call_command("load_demo")
    assert not User.objects.exists()
    assert not Document.objects.exists()


def test_load_demo_touches_nobody_who_is_there() -> None:
    make_user(username="admin")
    with pytest.raises(CommandError, match="taken by people or departments of this site: admin"):
        call_command("load_demo", verbosity=0)
    assert User.objects.count() == 1
