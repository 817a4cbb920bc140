"""Sending from the outbox: what a fault with one mail costs, who is told what, nothing doubled."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from pytest_django.fixtures import Settings

from accounts.models import Department, Membership, User
from measures import nightly
from measures.models import Digest, Measure, Notice, Standing
from measures.nightly.night import decide
from measures.nightly.outbox import PAUSES
from measures.nightly.owed import owed_by
from measures.nightly.sending import Tally
from tests.factories import TODAY, make_department, make_measure, make_member, make_user, report
from tests.sink import Sink, text_of

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
HEAD = Membership.Role.HEAD


def owing_people(number: int) -> list[User]:
    """So many people, each of a department that owes a report."""
    return [make_member(make_measure().lead_department) for _ in range(number)]


def addresses(people: list[User]) -> list[str]:
    return sorted(person.email for person in people)


def test_many_mails_go_over_one_connection(post: Sink) -> None:
    people = owing_people(5)
    nightly.run(TODAY)
    assert post.recipients == addresses(people)
    assert post.greetings == 1


@pytest.mark.parametrize(
    ("trouble", "said"),
    [
        ("550 no such person", "no such person"),
        ("451 try again later", "try again later"),
        ("421 too many for me", "too many for me"),
        ("drop", "closed"),
        ("hang", "timed out"),
    ],
)
def test_trouble_with_one_costs_the_others_nothing_and_the_next_try_sends_it(
    post: Sink, trouble: str, said: str
) -> None:
    people = owing_people(4)
    post.trouble[people[1].email] = [trouble]
    first = nightly.run(TODAY)
    assert (first.sent, first.failed) == (3, 1)
    assert post.recipients == addresses([people[0], *people[2:]])
    left = Digest.objects.unsent().get()
    assert (left.recipient, left.attempts, left.leased_until) == (people[1], 1, None)
    assert said in left.error
    second = nightly.run(TODAY)
    assert (second.queued, second.sent, second.failed) == (0, 1, 0)
    assert post.recipients == addresses(people)
    assert Digest.objects.get(recipient=people[1]).error == ""


def test_job_waits_longer_after_each_failure(post: Sink) -> None:
    (person,) = owing_people(1)
    post.trouble[person.email] = ["451 later"] * 8
    decide(TODAY)
    for minutes in [*PAUSES, PAUSES[-1]]:
        started = timezone.now()
        assert nightly.deliver(TODAY).failed == 1
        pause, next_try_at = timedelta(minutes=minutes), Digest.objects.get().next_try_at
        assert next_try_at
        assert pause <= next_try_at - started < pause + timedelta(seconds=20)
        assert nightly.deliver(TODAY) == Tally()
        Digest.objects.update(next_try_at=timezone.now())


def test_server_that_is_down_stops_the_run_and_not_the_mail(post: Sink, settings: Settings) -> None:
    people = owing_people(3)
    answering = settings.MAILERS["default"]["OPTIONS"]["port"]
    settings.MAILERS["default"]["OPTIONS"]["port"] = 9
    down = nightly.run(TODAY)
    assert (down.sent, down.failed) == (0, 1)
    assert "refused" in down.error
    settings.MAILERS["default"]["OPTIONS"]["port"] = answering
    assert nightly.run(TODAY).sent == 3
    assert post.recipients == addresses(people)


def test_server_that_falls_silent_on_everybody_is_left_alone(post: Sink) -> None:
    people = owing_people(8)
    for person in people:
        post.trouble[person.email] = ["drop"]
    run = nightly.run(TODAY)
    assert run.failed == 6
    assert "silent" in run.error
    post.trouble.clear()
    assert nightly.run(TODAY).sent == 8


def test_mail_is_dropped_where_nothing_is_owed_any_more(post: Sink) -> None:
    measure = make_measure()
    official = make_member(measure.lead_department)
    decide(TODAY)
    report(measure, official)
    assert nightly.deliver(TODAY).dropped == 1
    assert Digest.objects.get().dropped_at
    assert not post.mails


@pytest.mark.parametrize("gone", [{"is_active": False}, {"email": ""}])
def test_mail_to_somebody_gone_is_dropped(post: Sink, gone: dict[str, object]) -> None:
    (person,) = owing_people(1)
    decide(TODAY)
    User.objects.filter(pk=person.pk).update(**gone)
    assert nightly.deliver(TODAY).dropped == 1


def test_mail_to_somebody_who_left_is_dropped(post: Sink) -> None:
    (person,) = owing_people(1)
    decide(TODAY)
    Membership.objects.filter(user=person).update(left_on=TODAY)
    assert nightly.deliver(TODAY).dropped == 1


def test_claimed_mail_is_left_to_its_claimant_until_the_lease_runs_out(post: Sink) -> None:
    owing_people(1)
    decide(TODAY)
    now = timezone.now()
    Digest.objects.update(leased_until=now + timedelta(minutes=1))
    assert nightly.deliver(TODAY).sent == 0
    Digest.objects.update(leased_until=now - timedelta(minutes=1))
    assert nightly.deliver(TODAY).sent == 1


def test_patient_run_waits_for_the_leases_of_the_dead(post: Sink) -> None:
    owing_people(2)
    decide(TODAY)
    Digest.objects.update(leased_until=timezone.now() + timedelta(seconds=1))
    assert nightly.deliver(TODAY, patient=True).sent == 2


def test_slow_server_gets_new_leases_on_the_way(post: Sink, settings: Settings) -> None:
    settings.MAIL_LEASE_SECONDS = 0.8
    post.seconds_a_mail = 0.15
    people = owing_people(5)
    assert nightly.run(TODAY).sent == 5
    assert post.recipients == addresses(people)


def test_unsent_mail_gives_way_to_the_next_nights(post: Sink) -> None:
    measure = make_measure()
    official = make_member(measure.lead_department)
    post.trouble[official.email] = ["451 later"]
    nightly.run(TODAY)
    newer = make_measure(lead_department=measure.lead_department)
    run = nightly.run(TODAY + DAY)
    assert (run.queued, run.sent) == (1, 1)
    assert len(post.mails) == 1
    assert newer.code in text_of(post.mails[0])
    assert Digest.objects.get(night=TODAY).dropped_at


def test_tomorrows_mail_is_not_sent_today(post: Sink) -> None:
    owing_people(1)
    decide(TODAY + DAY)
    assert nightly.deliver(TODAY) == Tally()


def test_message_id_is_the_same_for_every_delivery(post: Sink) -> None:
    owing_people(1)
    nightly.run(TODAY)
    Digest.objects.update(sent_at=None)
    nightly.run(TODAY)
    first, again = post.mails
    assert first["Message-ID"] == again["Message-ID"]


def climbed(department: Department, step: int) -> Measure:
    """An overdue measure whose ladder has reached `step`, told to nobody who matters here."""
    measure = make_measure(lead_department=department)
    bystander = make_user(email="")
    of_report: dict[str, Any] = {
        "period_end": measure.standing.period_end,
        "due_on": measure.standing.report_due_on,
    }
    for number in range(2, step + 1):
        Notice.objects.create(
            measure=measure, step=number, recipient=bystander, night=TODAY - 30 * DAY, **of_report
        )
    return measure


def test_each_is_told_what_climbed_up_to_them() -> None:
    department = make_department()
    yellow, red, reviewers = (climbed(department, step).code for step in (2, 3, 4))
    official, head = make_member(department), make_member(department, HEAD)
    reviewer, analyst = make_user(User.Role.REVIEWER), make_user(User.Role.ANALYST)
    owed = owed_by([person.pk for person in (official, head, reviewer, analyst)], TODAY)
    assert {line.code for line in owed[official.pk].lines} == {yellow, red, reviewers}
    assert {line.code for line in owed[head.pk].lines} == {red, reviewers}
    assert {line.code for line in owed[reviewer.pk].lines} == {reviewers}
    assert owed[analyst.pk].total == 0


def test_form_is_for_those_who_report_and_the_measure_for_the_others() -> None:
    department = make_department()
    code = climbed(department, 4).code
    official, reviewer = make_member(department), make_user(User.Role.REVIEWER)
    owed = owed_by([official.pk, reviewer.pk], TODAY)
    assert owed[official.pk].lines[0].url.endswith(f"/measures/{code}/progress/new/")
    assert owed[reviewer.pk].lines[0].url.endswith(f"/measures/{code}/")


def test_lines_come_most_urgent_first() -> None:
    department = make_department()
    official = make_member(department)
    late, due, later = (make_measure(lead_department=department) for _ in range(3))
    for measure, days in ((late, -1), (due, 3), (later, -200)):
        Standing.objects.filter(pk=measure.pk).update(report_due_on=TODAY + days * DAY)
    owed = owed_by([official.pk], TODAY)[official.pk]
    assert [line.code for line in owed.lines] == [later.code, late.code, due.code]
    assert (owed.total, owed.late, owed.due) == (3, 2, 1)
    assert [line.days_late for line in owed.lines] == [200, 1, -3]


def test_running_period_is_not_owed_yet() -> None:
    department = make_department()
    official = make_member(department)
    measure = make_measure(lead_department=department)
    Standing.objects.filter(pk=measure.pk).update(period_end=TODAY, report_due_on=TODAY + 10 * DAY)
    assert owed_by([official.pk], TODAY)[official.pk].total == 0
