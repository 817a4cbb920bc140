"""What is typed into the form of a report outlives the session, the connection and the tab."""

import re
from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session
from django.utils import timezone
from playwright.sync_api import BrowserContext, Page, expect
from pytest_django.live_server_helper import LiveServer

from accounts.models import User
from measures.models import Measure, ProgressDraft
from tests.factories import PASSWORD, make_document, make_measure, make_member

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.service("chromium")]
TYPED = "Two berths are dredged.\nThe third follows."


@pytest.fixture
def measure() -> Measure:
    today = timezone.localdate()
    begun = today - timedelta(days=100)
    document = make_document(reporting_from=begun, plan_ends_on=None)
    return make_measure(today=today, document=document, starts_on=begun, due_on=None)


@pytest.fixture
def official(measure: Measure) -> User:
    return make_member(measure.lead_department)


@pytest.fixture
def form(page: Page, live_server: LiveServer, measure: Measure, official: User) -> Page:
    """The form, open in the browser of an official who came to it through the login."""
    page.goto(f"{live_server.url}/measures/{measure.code}/progress/new/")
    log_in(page, official)
    return page


def log_in(page: Page, official: User) -> None:
    page.fill("[name=login]", official.username)
    page.fill("[name=password]", PASSWORD)
    page.click("main form [type=submit]")
    page.wait_for_url("**/progress/new/")


def type_report(page: Page) -> None:
    page.check("[name=status][value=at_risk]")
    page.fill("[name=progress]", TYPED)


def end_session() -> None:
    Session.objects.all().delete()


def progress(page: Page) -> str:
    return page.input_value("[name=progress]")


def test_typed_report_is_on_the_server_seconds_later(form: Page, official: User) -> None:
    type_report(form)
    expect(form.locator("#draft-state")).to_contain_text("Draft saved at", timeout=9000)
    assert ProgressDraft.objects.get(author=official).fields["progress"].replace("\r\n", "\n") == TYPED
    form.reload()
    assert progress(form) == TYPED
    assert form.locator("#restored").is_hidden()
    form.click("text=Discard the draft")
    assert progress(form) == ""
    form.reload()
    assert progress(form) == ""


def test_closed_tab_comes_back_from_the_device(form: Page, context: BrowserContext) -> None:
    type_report(form)
    form.wait_for_timeout(500)
    address = form.url
    form.close()
    again = context.new_page()
    again.goto(address)
    expect(again.locator("#restored")).to_contain_text(re.compile(r"Restored what you typed .* at \d"))
    assert progress(again) == TYPED
    assert again.is_checked("[name=status][value=at_risk]")
    again.click("text=Discard it")
    assert progress(again) == ""
    again.reload()
    assert progress(again) == ""


def test_lost_connection_says_where_the_text_is(form: Page, context: BrowserContext) -> None:
    type_report(form)
    context.set_offline(True)
    expect(form.locator("#draft-state")).to_contain_text("kept on this device", timeout=9000)
    context.set_offline(False)
    expect(form.locator("#draft-state")).to_contain_text("Draft saved at", timeout=9000)


def test_report_sent_after_the_session_ended_comes_back_with_the_login(
    form: Page, official: User, measure: Measure
) -> None:
    type_report(form)
    end_session()
    form.click("text=Submit the report")
    expect(form.locator("main, .tracker-messages").first).to_contain_text("Nothing is lost")
    log_in(form, official)
    assert progress(form) == TYPED
    form.click("text=Submit the report")
    form.wait_for_url("**/desk/")
    assert measure.updates.get().progress == TYPED
    assert not ProgressDraft.objects.exists()
    assert form.evaluate("localStorage.length") == 0


def test_session_that_ends_while_typing_is_said(form: Page) -> None:
    end_session()
    type_report(form)
    expect(form.locator("#draft-state")).to_contain_text("You are logged out", timeout=9000)


def test_same_works_without_scripts(
    browser: object, live_server: LiveServer, measure: Measure, official: User
) -> None:
    context = browser.new_context(java_script_enabled=False)  # type: ignore[attr-defined]
    page = context.new_page()
    page.goto(f"{live_server.url}/measures/{measure.code}/progress/new/")
    log_in(page, official)
    type_report(page)
    end_session()
    page.click("text=Submit the report")
    log_in(page, official)
    assert progress(page) == TYPED
    page.click("text=Save as a draft")
    assert progress(page) == TYPED
    page.click("text=Submit the report")
    page.wait_for_url("**/desk/")
    assert measure.updates.get().status == "at_risk"
    context.close()


def test_submitted_form_leaves_nothing_on_the_device(form: Page) -> None:
    type_report(form)
    form.wait_for_timeout(500)
    assert form.evaluate("localStorage.length") == 1
    form.click("text=Submit the report")
    form.wait_for_url("**/desk/")
    assert form.evaluate("localStorage.length") == 0


def test_fields_an_answer_does_not_ask_for_are_out_of_the_way(form: Page) -> None:
    assert form.locator("[name=completed_on]").is_hidden()
    form.check("[name=status][value=completed]")
    assert form.locator("[name=completed_on]").is_visible()
    form.check("[name=status][value=not_pursued]")
    assert form.locator("[name=reason]").is_visible()
    assert form.locator("[name=completed_on]").is_hidden()
