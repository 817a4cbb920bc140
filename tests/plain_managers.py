"""For mypy alone: keeps modeltranslation from giving managers another class. See `typing_settings.py`."""

from django.apps import AppConfig
from django.db.models import Model
from modeltranslation import translator


class PlainManagers(AppConfig):
    name = "tests"

    def ready(self) -> None:
        translator.add_manager = leave


def leave(model: type[Model]) -> None:
    """Do nothing."""
