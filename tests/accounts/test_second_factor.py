"""A second factor may be switched on; from then on the password alone opens nothing."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.test import Client
from django.urls import reverse

from tests.factories import PASSWORD, make_user

pytestmark = pytest.mark.django_db


def code(secret: str) -> str:
    """What the app on the phone shows now."""
    return str(format_hotp_value(hotp_value(secret, next(yield_hotp_counters_from_time()))))


def log_in(client: Client) -> str:
    return client.post("/accounts/login/", {"login": "wang", "password": PASSWORD}).headers["Location"]


@pytest.fixture
def secret() -> str:
    """The secret of somebody who switched one-time codes on."""
    make_user(username="wang")
    client = Client()
    assert log_in(client) == "/"
    # The password is asked for once more: an unwatched screen must not do for it.
    assert client.get(reverse("mfa_activate_totp")).status_code == 302
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    page = client.get(reverse("mfa_activate_totp"))
    secret: str = page.context["form"].secret
    assert secret in page.content.decode()
    assert client.post(reverse("mfa_activate_totp"), {"code": code(secret)}).status_code == 302
    return secret


def test_whoever_saw_their_address_can_still_add_a_second_step() -> None:
    make_user(username="wang")
    client = Client()
    log_in(client)
    assert client.get(reverse("account_email")).status_code == 200
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    assert client.get(reverse("mfa_activate_totp")).status_code == 200


def test_password_alone_opens_nothing_any_more(secret: str) -> None:
    client = Client()
    assert log_in(client) == reverse("mfa_authenticate")
    assert client.get("/desk/").status_code == 302
    client.post(reverse("mfa_authenticate"), {"code": "000000"})
    assert client.get("/desk/").status_code == 302


def test_password_and_code_open_the_desk(secret: str) -> None:
    client = Client()
    log_in(client)
    # A code serves once: the one that switched it on does not also log in.
    with time_machine.travel(datetime.now(UTC) + timedelta(seconds=60)):
        response = client.post(reverse("mfa_authenticate"), {"code": code(secret)})
    assert response.headers["Location"] == "/"
    assert client.get("/desk/").status_code == 200


def test_recovery_code_serves_once(secret: str) -> None:
    codes = Authenticator.objects.get(type=Authenticator.Type.RECOVERY_CODES).wrap().get_unused_codes()
    for number, expected in enumerate([302, 200]):
        client = Client()
        log_in(client)
        assert client.post(reverse("mfa_authenticate"), {"code": codes[0]}).status_code == expected, number
