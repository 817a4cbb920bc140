"""What somebody logged in was shown is kept by no cache and no browser."""

import pytest
from django.test import Client

from tests.factories import make_measure, make_member

pytestmark = pytest.mark.django_db
PATHS = [
    "/",
    "/measures/",
    "/measures/export.csv",
    "/measures/export.xlsx",
    "/documents/",
    "/desk/",
    "/accounts/2fa/",
]


@pytest.mark.parametrize("path", PATHS)
def test_nothing_shown_behind_the_login_is_kept(client: Client, path: str) -> None:
    measure = make_measure(visibility="internal")
    client.force_login(make_member(measure.lead_department))
    assert {"private", "no-store"} <= set(client.get(path).headers["Cache-Control"].split(", "))


def test_public_pages_may_be_kept(client: Client) -> None:
    assert "Cache-Control" not in client.get("/measures/").headers


def test_list_leaves_no_copies_in_the_browser(client: Client) -> None:
    """htmx would keep the last ten pages in the tab's store, beyond the logout."""
    assert '"historyCacheSize":0' in client.get("/measures/").content.decode()
