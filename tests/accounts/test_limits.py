"""Guessing is slowed down, and says so; a lost password and a changed address are taken care of."""

import re

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse
from pytest_django.fixtures import Settings

from accounts.models import User
from qingdao_tracker.settings import mailer
from tests.factories import PASSWORD, make_user
from tests.sink import Sink, sink, text_of

__all__ = ["sink"]
pytestmark = pytest.mark.django_db
NEW = "another-horse-battery"


def log_in(name: str, password: str = PASSWORD, client: Client | None = None) -> str:
    """The words of the page that follows, or where to one is sent on."""
    response = (client or Client()).post("/accounts/login/", {"login": name, "password": password})
    return response.headers.get("Location", "") or re.sub(r"<[^>]*>", " ", response.content.decode())


def test_repeated_failures_lock_the_name_even_for_the_right_password() -> None:
    make_user(username="wang")
    for _ in range(5):
        assert "correct" in log_in("wang", "guess")
    assert "Too many failed login attempts" in log_in("wang")


def test_locked_name_locks_nobody_else() -> None:
    make_user(username="wang")
    make_user(username="li")
    for _ in range(6):
        log_in("wang", "guess")
    assert log_in("li") == settings.LOGIN_REDIRECT_URL


def test_one_address_cannot_try_many_names() -> None:
    make_user(username="wang")
    for number in range(10):
        log_in(f"guess{number}", "guess")
    assert "Too many failed login attempts" in log_in("wang")


def test_unknown_name_is_answered_like_a_wrong_password() -> None:
    make_user(username="wang")
    assert log_in("wang", "guess").replace("wang", "") == log_in("nobody", "guess").replace("nobody", "")


def test_inactive_account_opens_nothing() -> None:
    make_user(username="wang", is_active=False)
    client = Client()
    log_in("wang", client=client)
    assert client.get("/desk/").status_code == 302


def test_lost_password_is_replaced_by_a_mail_that_crosses_a_socket(sink: Sink, settings: Settings) -> None:
    settings.MAILERS = {"default": mailer(sink.url)}
    make_user(username="wang")
    client = Client()
    client.post("/accounts/password/reset/", {"email": "Wang@example.org"})
    assert sink.recipients == ["wang@example.org"]
    path = re.search(r"/accounts/password/reset/key/\S+", text_of(sink.mails[0]))
    assert path is not None
    form = client.get(path[0], follow=True)
    client.post(form.request["PATH_INFO"], {"password1": NEW, "password2": NEW})
    assert "correct" in log_in("wang")
    assert log_in("wang", NEW) == "/"
    assert "no longer works" in Client().get(path[0], follow=True).content.decode()


def test_reset_for_an_unknown_address_tells_nothing(sink: Sink, settings: Settings) -> None:
    settings.MAILERS = {"default": mailer(sink.url)}
    make_user(username="wang")
    known = Client().post("/accounts/password/reset/", {"email": "wang@example.org"}, follow=True)
    unknown = Client().post("/accounts/password/reset/", {"email": "nobody@example.org"}, follow=True)
    assert known.redirect_chain == unknown.redirect_chain


def person_fields(user: User, **changed: str) -> dict[str, str | int]:
    """What the browser sends for a person's page in the admin."""
    fields: dict[str, str | int] = {"username": user.username, "email": user.email, "language": user.language}
    fields |= {"role": user.role, "is_active": "on", **changed}
    for prefix in ("memberships", "memberships-2"):
        fields |= {f"{prefix}-TOTAL_FORMS": 0, f"{prefix}-INITIAL_FORMS": 0}
    return fields


@pytest.fixture
def administrator() -> Client:
    client = Client()
    client.force_login(make_user("administrator"))
    return client


def test_former_address_opens_the_account_no_longer(administrator: Client) -> None:
    user = make_user(username="wang")
    assert log_in("wang@example.org") == "/"
    path = reverse("admin:accounts_user_change", args=[user.pk])
    administrator.post(path, person_fields(user, email="wang@elsewhere.org"))
    assert "correct" in log_in("wang@example.org")
    assert log_in("wang@elsewhere.org") == "/"


def test_two_people_cannot_have_one_address(administrator: Client) -> None:
    user, other = make_user(), make_user()
    path = reverse("admin:accounts_user_change", args=[user.pk])
    response = administrator.post(path, person_fields(user, email=other.email.upper()))
    assert "Another account has this address" in response.content.decode()


def test_role_says_who_has_the_admin(administrator: Client) -> None:
    user = make_user()
    path = reverse("admin:accounts_user_change", args=[user.pk])
    for role, staff in (("administrator", True), ("analyst", False)):
        assert administrator.post(path, person_fields(user, role=role)).status_code == 302
        user.refresh_from_db()
        assert (user.is_staff, user.is_superuser) == (staff, staff)


def test_administrator_opens_accounts_and_sets_passwords(administrator: Client) -> None:
    fields = {"username": "zhao", "email": "zhao@example.org", "language": "en", "role": "member"}
    passwords = {"usable_password": "true", "password1": PASSWORD, "password2": PASSWORD}
    inlines = {"memberships-TOTAL_FORMS": 0, "memberships-INITIAL_FORMS": 0}
    assert (
        administrator.post(reverse("admin:accounts_user_add"), {**fields, **passwords, **inlines}).status_code
        == 302
    )
    assert log_in("zhao") == "/"
    path = f"/admin/accounts/user/{User.objects.get(username='zhao').pk}/password/"
    administrator.post(path, {"usable_password": "true", "password1": NEW, "password2": NEW})
    assert log_in("zhao", NEW) == "/"
