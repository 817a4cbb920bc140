"""Which words of documents and measures stand in two languages."""

from modeltranslation.translator import TranslationOptions, register

from measures.models import Document, Exclusion, Measure


@register(Document)
class DocumentOptions(TranslationOptions):
    fields = ("title",)


@register(Exclusion)
class ExclusionOptions(TranslationOptions):
    fields = ("reason",)


@register(Measure)
class MeasureOptions(TranslationOptions):
    fields = ("title", "summary")
