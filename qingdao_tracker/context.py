"""What every page may say."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest


def site(request: HttpRequest) -> dict[str, Any]:
    """`source_url`: where the program itself is to be had, empty where nobody said.
    `demonstration_data`: whether invented rows may stand among the others; the administration says so.
    """
    return {"source_url": settings.SOURCE_URL, "demonstration_data": settings.DEMONSTRATION_DATA}
