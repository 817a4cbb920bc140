"""What the tests of the night share."""

import pytest
from pytest_django.fixtures import Settings

from qingdao_tracker.settings import mailer
from tests.sink import Sink, sink

__all__ = ["sink"]


@pytest.fixture
def post(sink: Sink, settings: Settings) -> Sink:
    """The sink, as the mail server of this process; it loses patience quickly."""
    settings.MAILERS = {"default": mailer(sink.url)}
    settings.MAILERS["default"]["OPTIONS"]["timeout"] = 1.0
    return sink
