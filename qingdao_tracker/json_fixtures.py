"""Django's JSON serializer, but a fixture changes only the columns it names.

Django's own resets what a fixture leaves out to the defaults: loading the document's commitments again would
take away who leads them.
"""

from collections.abc import Iterator
from typing import Any

from django.core.serializers import json
from django.core.serializers.base import DeserializedObject
from modeltranslation.translator import NotRegistered, translator

Serializer = json.Serializer


class Deserializer(json.Deserializer):
    def _handle_object(self, obj: dict[str, Any]) -> Iterator[DeserializedObject]:
        for built in super()._handle_object(obj):  # type: ignore[misc]  # its stubs leave it out
            keep_unnamed(built.object, set(obj["fields"]))
            yield built


def keep_unnamed(instance: Any, named: set[str]) -> None:
    """Give the instance the stored values of the columns not in `named`, where its row exists."""
    model = type(instance)
    stored = model._base_manager.filter(pk=instance.pk).first() if instance.pk else None
    if stored is None:
        return
    try:
        translated = set(translator.get_options_for_model(model).all_fields)
    except NotRegistered:
        translated = set()
    for field in model._meta.concrete_fields:
        # A translated field's own column follows its languages' columns.
        if field.name not in named | translated:
            setattr(instance, field.attname, getattr(stored, field.attname))
