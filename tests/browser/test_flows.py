"""What each person comes for, done in a browser as they would do it."""

import re

import pytest
from playwright.sync_api import Browser, expect

from measures.models import Measure, ProgressUpdate
from tests.browser.test_pages import lead_code, open_as

pytestmark = [pytest.mark.service("chromium"), pytest.mark.django_db(transaction=True)]


def test_analyst_filters_without_a_reload_and_shares_the_address(browser: Browser, site: str) -> None:
    page = open_as(browser, site, "analyst")
    page.goto(f"{site}/measures/")
    page.evaluate("window.stayed = true")
    page.get_by_text("Schedule", exact=True).first.click()
    number = page.locator("#n-schedule-overdue")
    expect(number).to_have_text(re.compile(r"\d+"))
    page.check("#f-schedule-overdue")
    expect(page.get_by_role("status")).to_contain_text(f"{number.inner_text()} measure")
    assert page.evaluate("window.stayed") is True
    assert page.url == f"{site}/measures/?schedule=overdue&sort=code"
    colleague = open_as(browser, site, "reviewer")
    colleague.goto(page.url)
    expect(colleague.get_by_role("status")).to_contain_text(f"{number.inner_text()} measure")
    page.go_back()
    expect(page).to_have_url(f"{site}/measures/")


def test_reader_filters_without_javascript(browser: Browser, site: str) -> None:
    page = open_as(browser, site, "", java_script_enabled=False)
    page.goto(f"{site}/measures/?numbers=1")
    page.fill("#id_q", "port")
    page.get_by_role("button", name="Apply filters").click()
    assert "q=port" in page.url
    expect(page.locator("#results tbody tr").first).to_be_visible()


@pytest.mark.parametrize("javascript", [True, False])
def test_official_reports_from_the_desk(browser: Browser, site: str, javascript: bool) -> None:  # noqa: FBT001
    page = open_as(
        browser, site, "official", java_script_enabled=javascript, viewport={"width": 360, "height": 740}
    )
    code = lead_code()
    before = ProgressUpdate.objects.filter(measure__code=code).count()
    page.goto(f"{site}/measures/{code}/progress/new/")
    page.check("[name=status][value=at_risk]")
    page.fill("[name=percent]", "45")
    page.fill("[name=progress]", "")
    page.get_by_role("button", name="Submit the report").click()
    expect(page.locator(".govuk-error-summary")).to_be_visible()
    assert page.input_value("[name=percent]") == "45"
    page.fill("[name=progress]", "The second berth is dredged.")
    page.get_by_role("button", name="Submit the report").click()
    page.wait_for_url(re.compile(rf"/(desk|measures/{code})/"))
    update = ProgressUpdate.objects.filter(measure__code=code).first()
    assert ProgressUpdate.objects.filter(measure__code=code).count() == before + 1
    assert update is not None
    assert (update.progress, update.percent) == ("The second berth is dredged.", 45)
    reader = open_as(browser, site, "")
    reader.goto(f"{site}/measures/{code}/")
    expect(reader.locator("main")).to_contain_text("The second berth is dredged.")


def test_reader_walks_from_the_words_to_the_measure_and_back(browser: Browser, site: str) -> None:
    page = open_as(browser, site, "")
    page.goto(f"{site}/documents/qingdao-opening-up-2021-25/")
    assert page.locator("mark[data-measures]").count() > 50
    marked = {
        code
        for each in page.locator("mark[data-measures]").all()
        for code in (each.get_attribute("data-measures") or "").split()
    }
    assert marked == set(
        Measure.objects.filter(document__slug="qingdao-opening-up-2021-25").values_list("code", flat=True)
    )
    page.locator("mark[data-measures='QD-IND-01'] a[href^='/measures/']").first.click()
    page.wait_for_url(f"{site}/measures/QD-IND-01/")
    cited = (
        page.locator("blockquote[cite^='/documents/qingdao-opening-up-2021-25/#']").first.get_attribute(
            "cite"
        )
        or ""
    )
    page.locator(f"a[href='{cited}']").first.click()
    expect(page.locator(f"[id='{cited.partition('#')[2]}']")).to_be_in_viewport()
