"""The forms of a progress report, of a quote and of an upload."""

import re
from typing import Any

from django import forms
from django.conf import settings
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from measures.actions import Report
from measures.exchange.batches import keep
from measures.exchange.files import ENDINGS
from measures.exchange.reading import Unreadable
from measures.models import ImportBatch
from measures.models.progress import REPORTED

LONGEST_TEXT = 20_000
LARGEST_KEY = 2**63 - 1


class LongText(forms.CharField):
    """A text of some paragraphs. The page does not cut what is pasted in: the error says what is too much."""

    def __init__(self, **options: Any) -> None:
        widget = forms.Textarea(attrs={"rows": options.pop("rows", 5)})
        super().__init__(widget=widget, max_length=LONGEST_TEXT, required=False, **options)
        self.error_messages["max_length"] = _(
            "Shorten this to %(limit_value)d characters: it has %(show_value)d now."
        )

    def to_python(self, value: Any) -> str:
        return str(super().to_python(value) or "").replace("\r\n", "\n")

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        return {}


class PercentField(forms.IntegerField):
    """A whole number, with or without its percent sign, also as Chinese input methods write both."""

    def to_python(self, value: Any) -> int | None:
        text = str(value).strip() if value is not None else ""
        number = text[:-1].rstrip() if text.endswith(("%", "％")) else text
        return super().to_python(number or text)


class ProgressForm(forms.Form):
    """Every field a report has; which of them must be filled is for the action to say."""

    period_start = forms.DateField(label=_("Period from"), widget=forms.DateInput)
    period_end = forms.DateField(label=_("Period to"), widget=forms.DateInput)
    status = forms.ChoiceField(
        label=_("How does it stand?"), choices=REPORTED, widget=forms.RadioSelect, required=False
    )
    percent = PercentField(
        label=_("Percent done"),
        help_text=_("A whole number from 0 to 100. Leave it empty if there is no figure: empty is not zero."),
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
        error_messages={"invalid": _("Give a whole number from 0 to 100, or leave it empty.")},
    )
    completed_on = forms.DateField(
        label=_("Completed on"), help_text=_("Only for “Completed”."), required=False, widget=forms.DateInput
    )
    reason = LongText(
        label=_("Reason"),
        help_text=_("Only for “Not pursued”, or where a final answer is taken back."),
        rows=2,
    )
    progress = LongText(label=_("Progress"), help_text=_("What was done in the period."))
    problems = LongText(label=_("Problems"), rows=3)
    next_steps = LongText(label=_("Next steps"), rows=3)
    unchanged = forms.BooleanField(label=_("Nothing changed"), required=False)
    # The newest report there was when the form was opened: tells two reports at once, and one sent twice.
    seen = forms.IntegerField(required=False, min_value=0, max_value=LARGEST_KEY, widget=forms.HiddenInput)

    def report(self) -> Report:
        """What the form says, for the action. Only of a valid form."""
        return Report(**{name: value for name, value in self.cleaned_data.items() if name != "seen"})


KEPT = [name for name in ProgressForm.base_fields if name not in ("unchanged", "seen")]


def typed(data: QueryDict) -> dict[str, str]:
    """What was typed, as typed, to be kept: cut far beyond what a form takes, and fit for any database."""
    return {name: str(data[name]).replace("\0", "")[: 5 * LONGEST_TEXT] for name in KEPT if name in data}


SHOWN_PLACES = 10


class QuoteForm(forms.ModelForm):  # type: ignore[type-arg]
    """A stretch of a document: the quote alone will do where the text has it once."""

    start = forms.IntegerField(label=_("start"), required=False, min_value=0)
    end = forms.IntegerField(label=_("end"), required=False, min_value=1)
    quote = forms.CharField(
        label=_("quote"),
        strip=False,
        widget=forms.Textarea(attrs={"rows": 5, "cols": 80}),
        help_text=_("The exact words. Start and end may stay empty where the text has them only once."),
    )

    def clean_quote(self) -> str:
        return str(self.cleaned_data["quote"]).replace("\r\n", "\n")

    def clean(self) -> None:
        super().clean()
        document, quote = self.cleaned_data.get("document"), self.cleaned_data.get("quote")
        if self.errors or not document or not quote:
            return
        start, end = self.cleaned_data["start"], self.cleaned_data["end"]
        if (
            self.instance.pk
            and {"quote", "document"} & set(self.changed_data)
            and not {"start", "end"} & set(self.changed_data)
        ):
            start = end = None
        if start is None:
            start = self._only_place(document.body, quote)
        if start is not None:
            self.cleaned_data |= {"start": start, "end": start + len(quote) if end is None else end}

    def _only_place(self, body: str, quote: str) -> int | None:
        places = [match.start() for match in re.finditer(f"(?={re.escape(quote)})", body)]
        if len(places) == 1:
            return places[0]
        if not places:
            self.add_error("quote", _("The text does not have these words. Copy them exactly."))
            return None
        shown = "; ".join(
            f"{at} (“…{body[max(at - 25, 0) : at + len(quote) + 25]}…”)" for at in places[:SHOWN_PLACES]
        )
        self.add_error(
            "quote",
            _("The text has these words %(count)d times. Give the start of the one you mean: %(places)s")
            % {"count": len(places), "places": shown},
        )
        return None


class UploadForm(forms.Form):
    """A file to preview. What cannot be read at all is refused here; row errors are shown in the preview."""

    file = forms.FileField(
        label=_("File"),
        max_length=255,
        widget=forms.ClearableFileInput(attrs={"accept": ",".join(f".{ending}" for ending in ENDINGS)}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["file"].help_text = _(
            "CSV, Excel (xlsx, xls), OpenDocument (ods) or JSON, up to %(limit)d MB."
        ) % {"limit": settings.IMPORT_MAX_BYTES // 1_000_000}

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file.size > settings.IMPORT_MAX_BYTES:
            raise forms.ValidationError(_("The file is too large. Split it."))
        return file

    def keep(self, by: Any) -> ImportBatch | None:
        """The kept upload; None, with an error on the field, where the file cannot be read."""
        file = self.cleaned_data["file"]
        try:
            return keep(content=file.read(), file_name=file.name, by=by)
        except Unreadable as why:
            self.add_error("file", str(why))
            return None
