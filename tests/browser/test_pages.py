"""Every page kind, in both languages, narrow and wide: readable by everybody, in one language, in one width."""

import re
from functools import partial
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from playwright.sync_api import Browser, ConsoleMessage, Page

from tests.browser.conftest import LANGUAGES, WIDTHS

pytestmark = [pytest.mark.service("chromium"), pytest.mark.django_db(transaction=True)]

PAGES: dict[str, list[str]] = {
    "": [
        "/",
        "/measures/",
        "/measures/?status=delayed&sector=nowhere&numbers=1",
        "/measures/?q=nothing-like-this",
        "/measures/QD-HUB-01/",
        "/documents/",
        "/documents/qingdao-opening-up-2021-25/",
        "/sectors/",
        "/sectors/industry/",
        "/regions/",
        "/regions/qingdao/",
        "/accounts/login/",
        "/accounts/password/reset/",
        "/accounts/signup/",
        "/no-such-page/",
    ],
    "official": [
        "/desk/",
        "/measures/{lead}/progress/new/",
        "/measures/QD-HUB-01/",
        "/accounts/2fa/",
        "/import/",
    ],
    "admin": ["/import/", "/desk/"],
}
# Words that stay as they are in any language: codes, formats, addresses, what the reader typed or the text says.
LATIN_STAYS = re.compile(
    r"CSV|XLSX|JSON|SHA-256|(QD|DEMO)-[A-Z]+-\d+|English|beltandroad\.news|GB/T|ISO|[a-f0-9]{8,}"
    r"|Excel|xlsx?|OpenDocument|ods|“code”|\([A-Z][a-z]+ [A-Z][a-z]+\)|nowhere|nothing-like-this"
    r"|“hopefully”|以 official"
)


def keep_errors(noise: list[str], message: ConsoleMessage) -> None:
    if message.type == "error":
        noise.append(message.text)


def problems_of(page: Page) -> list[str]:
    found = Axe().run(page).response["violations"]
    return [f"{each['id']}: {each['nodes'][0]['html'][:160]}" for each in found]


def english_in(page: Page) -> list[str]:
    """Runs of two or more Latin words outside what is marked as English."""
    texts = page.evaluate(
        """() => {
            const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
            const found = [];
            while (walker.nextNode()) {
                const node = walker.currentNode, home = node.parentElement;
                if (home.closest('[lang=en], script, style, noscript, svg title, code')) continue;
                if (node.textContent.trim()) found.push(node.textContent.trim());
            }
            return found;
        }"""
    )
    return [text for text in texts if re.search(r"[A-Za-z]{3,}", LATIN_STAYS.sub("", text))]


def open_as(browser: Browser, site: str, name: str, **context: Any) -> Page:
    page = browser.new_context(**context).new_page()
    page.set_default_timeout(20_000)
    if name:
        page.goto(f"{site}/accounts/login/")
        page.fill("[name=login]", name)
        page.fill("[name=password]", settings.DEMO_PASSWORD)
        page.click("main [type=submit]")
        page.wait_for_url(lambda url: "/accounts/login/" not in url)
    return page


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("width", WIDTHS)
def test_pages_are_readable_by_everybody(browser: Browser, site: str, width: int, language: str) -> None:
    found: dict[str, list[str]] = {}
    for name, paths in PAGES.items():
        page = open_as(
            browser, site, name, viewport={"width": width, "height": 800}, locale=LANGUAGES[language]
        )
        page.context.add_cookies([{"name": "django_language", "value": language, "url": site}])
        noise: list[str] = []
        page.on("console", partial(keep_errors, noise))
        for path in paths:
            page.goto(site + path.format(lead=lead_code()))
            page.wait_for_load_state("networkidle")
            wrong = problems_of(page)
            if page.evaluate("document.documentElement.scrollWidth") > width:
                wrong.append("wider than the window")
            wrong += [text for text in noise if "404" not in text and "403" not in text]
            if language != "en":
                wrong += [f"English: {text[:80]}" for text in english_in(page)]
            if wrong:
                found[f"{name} {path}"] = wrong
            noise.clear()
        page.context.close()
    assert not found, "\n".join(f"{path}: {problem}" for path, wrong in found.items() for problem in wrong)


def lead_code() -> str:
    """A measure the demonstration's official leads."""
    from accounts.models import User
    from measures.models import Measure

    official = User.objects.get(username="official")
    return str(Measure.objects.reportable_by(official).values_list("code", flat=True)[0])
