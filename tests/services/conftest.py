"""What the tests of whole processes share."""

from pathlib import Path

import pytest

from tests.sink import Sink, sink

__all__ = ["sink"]


@pytest.fixture
def log(tmp_path: Path) -> Path:
    """Where the processes of a test write."""
    return tmp_path / "processes.log"


@pytest.fixture
def mailed(sink: Sink) -> dict[str, str]:
    """The environment in which processes send to the sink."""
    return {"MAIL_URL": sink.url, "MAIL_TIMEOUT_SECONDS": "5"}
