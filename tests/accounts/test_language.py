"""The language of the pages and of the mails."""

import pytest
from django.test import Client

from tests.factories import make_user

pytestmark = pytest.mark.django_db


def test_language_by_cookie_then_account_then_browser(client: Client) -> None:
    def language() -> str:
        return client.get("/accounts/login/", headers={"Accept-Language": "zh-CN,zh;q=0.9"}).headers[
            "Content-Language"
        ]

    assert language() == "zh-hans"
    client.force_login(make_user(language="en"))
    assert client.get("/", headers={"Accept-Language": "zh-CN"}).headers["Content-Language"] == "en"
    client.post("/i18n/setlang/", {"language": "zh-hans", "next": "/"})
    assert client.get("/").headers["Content-Language"] == "zh-hans"


def test_who_chose_no_language_gets_the_browsers_and_chinese_mails(client: Client) -> None:
    user = make_user(language="")
    client.force_login(user)
    for asked, given in (("zh-CN", "zh-hans"), ("en-GB", "en")):
        assert client.get("/", headers={"Accept-Language": asked}).headers["Content-Language"] == given
    assert user.mail_language == "zh-hans"


def test_answer_says_what_it_depends_on(client: Client) -> None:
    for path in ("/", "/measures/", "/measures/export.csv"):
        assert {"Accept-Language", "Cookie"} <= set(client.get(path).headers["Vary"].split(", ")), path


def test_switching_the_language_also_turns_the_mails(client: Client) -> None:
    user = make_user(language="en")
    client.force_login(user)
    response = client.post("/i18n/setlang/", {"language": "zh-hans", "next": "/desk/"})
    user.refresh_from_db()
    assert (response.status_code, user.language) == (302, "zh-hans")
    # Neither a language that nobody speaks, nor one that only Django does, nor one too long for the column.
    for language in ("tlh", "de", "en-abcdefgh"):
        assert client.post("/i18n/setlang/", {"language": language, "next": "/"}).status_code == 302
        user.refresh_from_db()
        assert user.language == "zh-hans"


def test_people_cannot_turn_their_mails_elsewhere(client: Client) -> None:
    client.force_login(make_user())
    assert client.get("/accounts/email/").status_code == 200
    assert client.post("/accounts/email/", {"email": "x@example.org", "action_add": ""}).status_code == 405
