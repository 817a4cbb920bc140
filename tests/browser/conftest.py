"""The pages in a real browser: the system's Chromium, on a site with the document and demonstration data."""

from typing import Any

import pytest
from django.core.management import call_command
from pytest_django.live_server_helper import LiveServer

from tests.conftest import CHROMIUM

WIDTHS = (360, 1280)
LANGUAGES = {"en": "en-US", "zh-hans": "zh-CN"}


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    return {
        **browser_type_launch_args,
        "executable_path": CHROMIUM,
        "args": ["--no-sandbox", "--disable-gpu"],
    }


@pytest.fixture
def site(transactional_db: None, live_server: LiveServer) -> str:
    """The address of the site with the document and the demonstration data."""
    call_command("loaddata", "qingdao", verbosity=0)
    call_command("load_demo", verbosity=0)
    url: str = live_server.url
    return url
