"""Logging in and what belongs to it: says what to do, keeps what was typed, runs nothing inline."""

import re
from typing import Any

import pytest
from django.core import mail
from django.test import Client

from tests.factories import PASSWORD, make_department, make_member, make_user

pytestmark = pytest.mark.django_db
INLINE = re.compile(r"<[^>]+\s(style|on[a-z]+)=|<script(?![^>]*(src=|application/json))|javascript:")
PAGES = [
    "/accounts/2fa/",
    "/accounts/password/change/",
    "/accounts/reauthenticate/",
    "/accounts/email/",
    "/accounts/2fa/webauthn/",
    "/accounts/logout/",
]


def text_of(response: Any) -> str:
    return str(response.content.decode())


@pytest.fixture
def reader(client: Client) -> Client:
    client.force_login(make_user())
    return client


def test_wrong_password_keeps_the_name_and_says_what_to_do(client: Client) -> None:
    user = make_user(username="wang")
    page = text_of(client.post("/accounts/login/", {"login": user.username, "password": "wrong"}))
    assert 'value="wang"' in page
    assert "wrong" not in re.sub(r"<[^>]*>", "", page)
    assert "/accounts/password/reset/" in page


@pytest.mark.parametrize("name", ["wang", "wang@example.org"])
def test_login_takes_the_name_or_the_address(client: Client, name: str) -> None:
    make_user(username="wang")
    assert client.post("/accounts/login/", {"login": name, "password": PASSWORD}).headers["Location"] == "/"


def test_login_leads_people_of_a_department_to_its_desk(client: Client) -> None:
    make_member(make_department(), username="li")
    sent_on = client.post("/accounts/login/", {"login": "li", "password": PASSWORD})
    assert sent_on.headers["Location"] == "/desk/"


def test_admin_logs_in_on_the_same_page(client: Client) -> None:
    assert client.get("/admin/", follow=True).redirect_chain[-1][0].startswith("/accounts/login/")


def test_password_reset_by_mail(client: Client) -> None:
    make_user(username="wang")
    client.post("/accounts/password/reset/", {"email": "wang@example.org"})
    [sent] = mail.outbox
    path = re.search(r"/accounts/password/reset/key/\S+", str(sent.body))
    assert path is not None
    form = client.get(path[0], follow=True)
    new = "another-horse-battery"
    done = client.post(form.request["PATH_INFO"], {"password1": new, "password2": new}, follow=True)
    assert "The password is changed" in text_of(done)
    assert client.login(username="wang", password=new)


def test_password_reset_link_that_is_spent_offers_a_new_one(client: Client) -> None:
    page = text_of(client.get("/accounts/password/reset/key/1-spent/", follow=True))
    assert "This link no longer works" in page
    assert 'href="/accounts/password/reset/"' in page


def test_signup_is_closed(client: Client) -> None:
    assert "Accounts are opened by an administrator" in text_of(client.get("/accounts/signup/"))


def test_language_buttons_change_the_page_and_come_back(client: Client) -> None:
    answer = client.post("/i18n/setlang/", {"language": "zh-hans", "next": "/accounts/login/"}, follow=True)
    assert answer.redirect_chain[-1][0] == "/accounts/login/"
    assert '<html lang="zh-hans"' in text_of(answer)


@pytest.mark.parametrize("path", ["/accounts/login/", "/accounts/password/reset/", "/accounts/signup/"])
def test_open_pages_run_nothing_inline(client: Client, path: str) -> None:
    assert INLINE.findall(text_of(client.get(path))) == []


@pytest.mark.parametrize("path", PAGES)
def test_account_pages_run_nothing_inline(reader: Client, path: str) -> None:
    response = reader.get(path)
    assert response.status_code == 200
    assert INLINE.findall(text_of(response)) == []


def test_form_without_token_says_what_to_do() -> None:
    response = Client(enforce_csrf_checks=True).post("/accounts/login/", {})
    assert response.status_code == 403
    assert "reload the page" in text_of(response)
