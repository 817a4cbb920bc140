"""Which words of a department stand in two languages."""

from modeltranslation.translator import TranslationOptions, register

from accounts.models import Department


@register(Department)
class DepartmentOptions(TranslationOptions):
    fields = ("name",)
