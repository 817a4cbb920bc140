"""The form of a report, as a browser without scripts uses it."""

from datetime import timedelta
from html import unescape
from typing import Any

import pytest
from django.contrib.sessions.models import Session
from django.test import Client
from django.utils import timezone

from accounts.models import User
from measures.actions.progress import refresh_standing
from measures.forms import LONGEST_TEXT
from measures.models import Measure, ProgressDraft, Standing, UpdateDecision
from measures.rules.reasons import day_text
from tests.factories import make_department, make_document, make_measure, make_member, make_user, report

pytestmark = pytest.mark.django_db


def address(measure: Measure) -> str:
    return f"/measures/{measure.code}/progress/new/"


def owed_measure(**fields: Any) -> Measure:
    """A measure of a plan whose reports are owed from half a year ago."""
    today = timezone.localdate()
    fields.setdefault("document", make_document(reporting_from=today - timedelta(days=180)))
    dates: dict[str, Any] = {"starts_on": today - timedelta(days=180), "due_on": today + timedelta(days=700)}
    return make_measure(today=today, **dates, **fields)


def opened(measure: Measure, **member: Any) -> tuple[Client, User]:
    official = make_member(measure.lead_department, **member)
    client = Client()
    client.force_login(official)
    return client, official


def filled(**fields: Any) -> dict[str, Any]:
    today = timezone.localdate()
    period = {"period_start": today.replace(day=1), "period_end": today}
    return {**period, "status": "on_track", "progress": "Done.", "seen": 0, **fields}


def text_of(response: Any) -> str:
    return unescape(str(response.content.decode()))


def test_form_proposes_first_unanswered_period_and_present_answer() -> None:
    measure = owed_measure(cadence="monthly")
    client, official = opened(measure)
    form = client.get(address(measure)).context["form"]
    begun = timezone.localdate() - timedelta(days=180)
    assert form.initial["period_start"] == begun
    assert form.initial["period_end"].month == begun.month
    assert "status" not in form.initial
    report(measure, official, today=timezone.localdate() - timedelta(days=40), status="at_risk", percent=40)
    form = client.get(address(measure)).context["form"]
    assert form.initial["status"] == "at_risk"
    assert "percent" not in form.initial


def test_form_can_answer_every_ended_period_at_once() -> None:
    measure = owed_measure(cadence="monthly")
    client, official = opened(measure)
    report(measure, official, today=timezone.localdate() - timedelta(days=150))
    response = client.get(address(measure))
    assert "periods have ended without a report" in text_of(response)
    assert response.context["proposed"] == response.context["ended"][0]
    page = client.get(address(measure) + "?all_ended=1")
    ended = timezone.localdate().replace(day=1) - timedelta(days=1)
    assert page.context["form"].initial["period_end"] == ended
    assert f'name="period_end" value="{ended}"' in text_of(page), "nothing changed, in one press"


def test_form_says_that_the_last_report_was_returned_and_why() -> None:
    plan = make_document(reporting_from=timezone.localdate() - timedelta(days=180), acceptance_required=True)
    measure = owed_measure(document=plan)
    client, official = opened(measure)
    today = timezone.localdate()
    update = report(measure, official, today=today - timedelta(days=3))
    assert "was returned" not in text_of(client.get(address(measure)))
    UpdateDecision.objects.create(
        update=update,
        kind="returned",
        reason="Where is <b>the quay?",
        by=make_user("reviewer"),
        decided_at=timezone.now(),
        decided_on=today,
    )
    refresh_standing(measure, today=today)
    page = client.get(address(measure))
    assert "Where is &lt;b&gt;the quay?" in page.content.decode()
    due_on = Standing.objects.get(pk=measure.pk).report_due_on
    assert due_on
    assert f"was returned on {day_text(today)}. A new one is due on {day_text(due_on)}." in " ".join(
        text_of(page).split()
    )
    desk = client.get("/desk/")
    assert [row.returned for row in desk.context["page"]] == [True]
    assert "Returned" in text_of(desk)
    report(measure, official, today=today)
    assert "was returned" not in text_of(client.get(address(measure)))


@pytest.mark.parametrize("value", ["15", "15%", "15 %", "15％", "１５％", "１５"])
def test_percent_is_taken_with_its_sign_and_in_full_width(value: str) -> None:
    measure = owed_measure()
    client, _official = opened(measure)
    client.post(address(measure), filled(percent=value))
    assert measure.updates.get().percent == 15


def test_form_shows_what_was_said_last_time() -> None:
    measure = owed_measure()
    client, official = opened(measure)
    report(measure, official, today=timezone.localdate() - timedelta(days=100), problems="Steel <b>is late.")
    page = client.get(address(measure)).content.decode()
    assert "Steel &lt;b&gt;is late." in page


def test_submitted_report_is_stored_and_said() -> None:
    measure = owed_measure()
    client, official = opened(measure)
    response = client.post(address(measure), filled(percent="", problems="None\r\nso far"), follow=True)
    assert response.redirect_chain == [("/desk/", 302)]
    assert f'Your report on <a href="/measures/{measure.code}/">{measure.code}' in text_of(response)
    update = measure.updates.get()
    assert (update.percent, update.by, update.problems) == (None, official, "None\nso far")


def test_report_awaiting_acceptance_says_so() -> None:
    plan = make_document(reporting_from=timezone.localdate() - timedelta(days=180), acceptance_required=True)
    measure = owed_measure(document=plan)
    client, _official = opened(measure)
    response = client.post(address(measure), filled(), follow=True)
    assert "once the reviewers have accepted it" in text_of(response)


def test_error_names_field_and_keeps_what_was_typed() -> None:
    measure = owed_measure()
    client, _official = opened(measure)
    typed = filled(
        status="completed", percent="12 parts", progress="", problems="Long text", next_steps="Go on"
    )
    page = text_of(client.post(address(measure), typed))
    assert 'href="#id_percent"' in page
    assert 'value="12 parts"' in page
    assert "Long text" in page
    assert "Go on" in page
    page = text_of(client.post(address(measure), {**typed, "percent": "12"}))
    for anchor in ("id_completed_on", "id_progress"):
        assert f'href="#{anchor}"' in page
    assert "Long text" in page
    assert not measure.updates.exists()


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("progress", "x" * (LONGEST_TEXT + 1)),
        ("period_end", "31.02.2026"),
        ("period_start", ""),
        ("status", "not_reported"),
        ("status", "splendid"),
        ("percent", "1e3"),
        ("percent", "-1"),
        ("percent", "%"),
        ("percent", "15%%"),
        ("percent", "9" * 40),
        ("seen", "9" * 40),
        ("progress", "nul \0 byte"),
    ],
)
def test_nonsense_is_refused_politely(field: str, value: str) -> None:
    measure = owed_measure()
    client, _official = opened(measure)
    response = client.post(address(measure), filled(**{field: value}))
    assert response.status_code == 200
    assert response.context["form"].errors
    assert not measure.updates.exists()


def test_longest_text_counts_lines_once() -> None:
    measure = owed_measure()
    client, _official = opened(measure)
    client.post(address(measure), filled(progress="line\r\n" * (LONGEST_TEXT // 5)))
    assert measure.updates.get().progress.endswith("line")


def test_nothing_changed_is_offered_with_what_it_confirms() -> None:
    measure = owed_measure()
    client, official = opened(measure)
    assert "nothing can be unchanged" in text_of(client.get(address(measure)))
    report(measure, official, today=timezone.localdate() - timedelta(days=100), percent=30)
    page = client.get(address(measure))
    assert "I confirm: nothing changed" in text_of(page)
    proposed = page.context["proposed"]
    period = {"period_start": proposed.start, "period_end": proposed.end}
    client.post(address(measure), {**period, "unchanged": "on", "seen": page.context["measure"].seen})
    update = measure.updates.latest("pk")
    assert (update.unchanged, update.status, update.percent) == (True, "on_track", 30)


def test_third_nothing_changed_is_not_offered_and_says_why() -> None:
    measure = owed_measure(cadence="monthly")
    client, official = opened(measure)
    for number, days in enumerate((120, 80, 40)):
        report(measure, official, today=timezone.localdate() - timedelta(days=days), unchanged=number > 0)
    page = text_of(client.get(address(measure)))
    assert "twice running" in page
    assert "I confirm" not in page
    response = client.post(address(measure), {**filled(status="", progress=""), "unchanged": "on"})
    assert "unchanged" in response.context["form"].errors


def test_second_of_two_people_is_told_and_both_reports_are_kept() -> None:
    measure = owed_measure()
    client, _official = opened(measure)
    colleague = make_member(measure.lead_department, first_name="Li", last_name="Na")
    seen = client.get(address(measure)).context["form"]["seen"].value()
    first = report(measure, colleague, today=timezone.localdate(), progress="Theirs")
    response = client.post(address(measure), filled(seen=seen, progress="Ours"), follow=True)
    assert [each.progress for each in measure.updates.order_by("pk")] == ["Theirs", "Ours"]
    assert "Li Na reported on it at" in text_of(response)
    assert f"/measures/{measure.code}/#report-{first.pk}" in text_of(response)


def test_same_form_sent_twice_is_stored_once() -> None:
    measure = owed_measure()
    client, _official = opened(measure)
    for _ in range(2):
        assert client.post(address(measure), filled()).status_code == 302
    assert measure.updates.count() == 1
    client.post(address(measure), filled(progress="Something else"))
    assert measure.updates.count() == 2


def test_draft_is_kept_shown_discarded() -> None:
    measure = owed_measure()
    client, official = opened(measure)
    client.post(address(measure), filled(action="draft", progress="Half a sen\0tence", status=""))
    assert not measure.updates.exists()
    page = client.get(address(measure))
    assert "This is your draft" in text_of(page)
    assert "Half a sentence" in text_of(page)
    assert "Half a sentence" not in text_of(Client().get(address(measure), follow=True))
    client.post(address(measure), {"action": "discard"})
    assert not ProgressDraft.objects.filter(author=official).exists()


def test_draft_of_a_colleague_is_not_shown() -> None:
    measure = owed_measure()
    client, _official = opened(measure)
    client.post(address(measure), filled(action="draft", progress="Half a sentence"))
    colleague, _other = opened(measure)
    assert "Half a sentence" not in text_of(colleague.get(address(measure)))


def test_draft_saved_after_its_report_is_dropped() -> None:
    """A save still on its way when the report went in must not bring the text back."""
    measure = owed_measure()
    client, _official = opened(measure)
    client.post(address(measure), filled())
    answer = client.post(address(measure), filled(action="draft"), headers={"accept": "application/json"})
    assert answer.json() == {"saved_at": ""}
    assert not ProgressDraft.objects.exists()


def test_report_sent_after_the_session_ended_waits_for_the_login() -> None:
    measure = owed_measure()
    client, official = opened(measure)
    sent = filled(progress="Written for an hour", author=official.pk)
    client.logout()
    response = client.post(address(measure), sent, follow=True)
    assert response.redirect_chain[-1][0] == f"/accounts/login/?next={address(measure)}"
    assert "Nothing is lost" in text_of(response)
    assert not measure.updates.exists()
    client.force_login(official)
    page = text_of(client.get(address(measure)))
    assert "Written for an hour" in page
    assert "This is your draft" in page


def test_report_waiting_for_a_login_is_not_shown_to_another() -> None:
    measure = owed_measure()
    client, official = opened(measure)
    client.logout()
    client.post(address(measure), filled(progress="Written for an hour", author=official.pk))
    client.force_login(make_member(measure.lead_department))
    assert "Written for an hour" not in text_of(client.get(address(measure)))


def test_strangers_make_only_so_many_sessions(settings: Any) -> None:
    settings.ACCOUNT_RATE_LIMITS = {"keep_report": "2/h/ip"}
    path = address(owed_measure())
    pages = [text_of(Client().post(path, filled(author="x" * 1000), follow=True)) for _ in range(3)]
    assert ["Nothing is lost" in page for page in pages] == [True, True, False]
    assert "copy what you typed" in pages[-1]
    assert Session.objects.count() == 2


def test_form_older_than_a_login_is_shown_again_and_stores_nothing() -> None:
    measure = owed_measure()
    official = make_member(measure.lead_department)
    client = Client(enforce_csrf_checks=True)
    client.force_login(official)
    response = client.post(address(measure), filled(progress="Written for an hour"))
    assert response.status_code == 403
    assert "Written for an hour" in text_of(response)
    assert "Submit it once more" in text_of(response)
    assert not measure.updates.exists()


def test_outsiders_learn_who_leads() -> None:
    supporting = make_department()
    measure = owed_measure(supporting_departments=[supporting])
    client = Client()
    for department, words in ((make_department(), "leads this measure"), (supporting, "Your unit supports")):
        client.force_login(make_member(department))
        for response in (client.get(address(measure)), client.post(address(measure), filled())):
            assert response.status_code == 403
            assert words in text_of(response)
            assert str(measure.lead_department) in text_of(response)
    assert not measure.updates.exists()


def test_form_costs_the_same_for_any_number_of_reports(django_assert_num_queries: Any) -> None:
    measure = owed_measure()
    client, official = opened(measure)
    client.force_login(official)
    for days in (150, 100, 50):
        with django_assert_num_queries(6):
            client.get(address(measure))
        report(measure, official, today=timezone.localdate() - timedelta(days=days))
