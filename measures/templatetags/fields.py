"""The fields of a form: which shape each has, and the classes its widget wears."""

from django import forms, template
from django.forms.boundfield import BoundField
from django.forms.widgets import Input

register = template.Library()

SHAPES: dict[type[forms.Widget], str] = {
    forms.CheckboxSelectMultiple: "checkboxes",
    forms.RadioSelect: "radios",
    forms.CheckboxInput: "checkbox",
}
INPUT_CLASSES: dict[type[forms.Widget], str] = {
    forms.Textarea: "govuk-textarea",
    forms.Select: "govuk-select",
    forms.CheckboxInput: "govuk-checkboxes__input",
    forms.CheckboxSelectMultiple: "govuk-checkboxes__input",
    forms.RadioSelect: "govuk-radios__input",
    forms.FileInput: "govuk-file-upload",
    Input: "govuk-input",
}


@register.filter
def anchor(field: BoundField) -> str:
    """The id an error message links to: of a group of options, the first one's."""
    return f"{field.auto_id}_0" if look(field) in ("radios", "checkboxes") else str(field.auto_id)


@register.filter
def look(field: BoundField) -> str:
    """Which shape `components/field.html` gives a field: radios, checkboxes, one checkbox, or an input."""
    return next((name for kind, name in SHAPES.items() if isinstance(field.field.widget, kind)), "input")


@register.simple_tag
def describe(field: BoundField, hint: str | None) -> str:
    """Give a field another hint, or with None no hint; the widget is told of it by `aria-describedby`."""
    if hint != "":
        field.help_text = hint or ""
    return ""


@register.simple_tag
def widget(field: BoundField, width: str | int = "") -> BoundField:
    """The field, its widget wearing the classes of its kind; `width` is one of GOV.UK's (2 to 30)."""
    dressed = field.field.widget
    # It repeats the label, is too pale to read and goes when one types.
    dressed.attrs.pop("placeholder", None)
    classes = next(name for kind, name in INPUT_CLASSES.items() if isinstance(dressed, kind))
    if width:
        classes += f" govuk-input--width-{width}"
    if isinstance(dressed, forms.DateInput):
        dressed.input_type = "date"
        dressed.format = "%Y-%m-%d"
    dressed.attrs["class"] = classes
    return field
