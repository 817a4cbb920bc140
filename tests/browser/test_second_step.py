"""The second step of a login in a real browser, with an authenticator the browser plays itself."""

import re

import pytest
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from playwright.sync_api import Page
from pytest_django.live_server_helper import LiveServer

from tests.factories import PASSWORD, make_user

pytestmark = [pytest.mark.service("chromium"), pytest.mark.django_db(transaction=True)]
KEY = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


def code_for(secret: str) -> str:
    return str(format_hotp_value(hotp_value(secret, next(iter(yield_hotp_counters_from_time())))))


def test_passkey_and_app_as_second_step(page: Page, live_server: LiveServer) -> None:
    # A passkey belongs to a name: browsers refuse to bind one to an address in numbers.
    site = re.sub(r"//[^:]+:", "//localhost:", live_server.url)
    user = make_user(username="wang")
    devtools = page.context.new_cdp_session(page)
    devtools.send("WebAuthn.enable")
    devtools.send("WebAuthn.addVirtualAuthenticator", {"options": KEY})

    page.goto(f"{site}/accounts/login/")
    page.fill("[name=login]", user.username)
    page.fill("[name=password]", PASSWORD)
    page.click("main [type=submit]")
    page.goto(f"{site}/accounts/2fa/totp/activate/")
    page.fill("[name=password]", PASSWORD)
    page.click("main [type=submit]")
    page.fill("[name=code]", code_for(page.inner_text("code")))
    page.click("main [type=submit]")
    page.goto(f"{site}/accounts/2fa/webauthn/add/")
    page.fill("[name=name]", "Office")
    page.check("[name=passwordless]")
    page.click("#mfa_webauthn_add")
    page.wait_for_url(re.compile(r"/accounts/2fa/$"))
    page.click("header form [type=submit] >> text=Log out")

    page.goto(f"{site}/accounts/login/")
    page.click("#passkey_login")
    page.wait_for_url(lambda url: "/accounts/login/" not in url)
    assert page.get_by_text("Log out").is_visible()
