"""What every page may say."""

from django.conf import settings
from django.http import HttpRequest


def source(request: HttpRequest) -> dict[str, str]:
    """Where the program itself is to be had; empty where nobody said."""
    return {"source_url": settings.SOURCE_URL}
