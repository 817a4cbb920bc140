"""What a page may run and load: its own files, nothing inline, no other host."""

import re

import pytest
from django.test import Client

from tests.factories import make_document, make_measure, make_member, make_passage, make_user

pytestmark = pytest.mark.django_db
PATHS = ["/", "/measures/", "/measures/one/", "/documents/", "/documents/plan/", "/sectors/", "/regions/"]
PATHS += ["/accounts/login/", "/accounts/password/reset/", "/no-such-page/"]
KNOWN = ["/desk/", "/measures/one/progress/new/", "/accounts/2fa/"]
OFFICE = ["/desk/", "/import/", "/admin/", "/admin/measures/measure/", "/admin/measures/measure/add/"]


def faults(client: Client, path: str) -> list[str]:
    response = client.get(path)
    page = response.content.decode()
    policy = response.headers["Content-Security-Policy"]
    found = [word for word in ("unsafe-inline", "unsafe-eval", "http:", "https:", "*") if word in policy]
    found += [
        name
        for name in ("script-src 'self'", "frame-ancestors 'none'", "base-uri 'none'")
        if name not in policy
    ]
    found += re.findall(r"<[^>]+\s(?:style|on[a-z]+)=[^>]*>|<style|javascript:", page)
    nonce = re.search(r"'nonce-([^']+)'", policy)
    for tag in re.findall(r"<script[^>]*>", page):
        runs = "application/json" not in tag
        if runs and "src=" not in tag and (nonce is None or f'nonce="{nonce[1]}"' not in tag):
            found.append(tag)
    loads = re.findall(r"""<(?:script|link|img|iframe|source|use)[^>]+(?:src|href)=["']([^"']+)""", page)
    found += [address for address in loads if re.match(r"(https?:)?//", address)]
    return found


def test_pages_run_nothing_inline_and_load_from_no_other_host() -> None:
    measure = make_measure(code="one", document=make_document(slug="plan"))
    make_passage(measure, "build a port")
    visits: list[tuple[Client, list[str]]] = [(Client(), PATHS)]
    for user, paths in ((make_member(measure.lead_department), KNOWN), (make_user("administrator"), OFFICE)):
        client = Client()
        client.force_login(user)
        visits.append((client, paths))
    found = {path: faults(client, path) for client, paths in visits for path in paths}
    assert {path: fault for path, fault in found.items() if fault} == {}


def test_nonce_is_another_on_every_page() -> None:
    client = Client()
    client.force_login(make_member(make_measure(code="one").lead_department))
    path = "/measures/one/progress/new/"
    policies = {client.get(path).headers["Content-Security-Policy"] for _ in range(2)}
    assert len(policies) == 2
    assert all("'nonce-" in policy for policy in policies)


@pytest.mark.parametrize(
    ("header", "value"),
    [("X-Content-Type-Options", "nosniff"), ("X-Frame-Options", "DENY"), ("Referrer-Policy", "same-origin")],
)
def test_pages_carry_the_other_guards(header: str, value: str) -> None:
    assert Client().get("/accounts/login/").headers[header] == value
