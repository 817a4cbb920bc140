"""The documents, and each one's text with every passage marked and coloured by what became of it."""

from collections.abc import Iterable
from datetime import date
from enum import StrEnum
from typing import Any, NamedTuple

from django.db.models import CharField, F, IntegerField, Value
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import get_language_info
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from measures.models import Document, Exclusion, Measure, MeasureQuerySet
from measures.models.columns import columns, spoken
from measures.models.numbers import numbers, tally, with_answers
from measures.rules.stretches import Span, Stretch, stretches
from measures.rules.words import ANSWERS, Schedule
from measures.views.trees import INVENTED

# Where several measures rest on the same words, the mark shows the answer that asks most for attention.
WORST_FIRST = (
    Schedule.OVERDUE,
    Schedule.BEHIND,
    Schedule.DUE_SOON,
    Schedule.DONE_LATE,
    Schedule.STOPPED,
    Schedule.IN_TIME,
    Schedule.NO_DEADLINE,
    Schedule.DONE_IN_TIME,
)


class Promised(NamedTuple):
    """A measure in its document: `number` counts in text order, `start` is its first passage's."""

    number: int
    start: int
    code: str
    title: str
    status: str
    verified: str
    schedule: str
    freshness: str


# What a stretch of the text is for: the measure that rests on it, or the reason why it is excluded.
Resting = Span[Promised | str]


class Mark(NamedTuple):
    """A stretch as the page draws it: what rests on it, or why nothing does."""

    stretch: Stretch[Any]
    measures: list[Promised]
    reason: str

    @property
    def codes(self) -> str:
        return " ".join(measure.code for measure in self.measures)

    @property
    def words(self) -> str:
        return self.stretch.text.rstrip()

    @property
    def gap(self) -> str:
        """The space after the words: the numbers stand before it."""
        return self.stretch.text[len(self.words) :]

    @property
    def worst(self) -> str:
        answers = (Schedule(measure.schedule) for measure in self.measures)
        return min(answers, key=WORST_FIRST.index)


def spans_of(document: Document, visible: MeasureQuerySet, today: date) -> list[Resting]:
    """The passages of measures the reader may see, and the exclusions, in text order; one query."""
    resting = with_answers(visible.filter(passages__document=document), today)
    nothing = [Value(0, IntegerField()) for _ in ANSWERS]
    rows = columns(
        resting.order_by(),
        F("passages__start"),
        F("passages__end"),
        F("code"),
        F("title_en"),
        F("title_zh_hans"),
        *(F(f"number_of_{name}") for name in ANSWERS),
    )
    reasons = columns(
        Exclusion.objects.filter(document=document).order_by(),
        F("start"),
        F("end"),
        Value("", CharField()),
        F("reason_en"),
        F("reason_zh_hans"),
        *nothing,
    )
    return _spans(sorted(rows.union(reasons, all=True).order_by(), key=lambda row: row[:3]))


def _spans(rows: Iterable[tuple[Any, ...]]) -> list[Resting]:
    known: dict[str, Promised] = {}
    found: list[Resting] = []
    for start, end, code, text, other, *answers in rows:
        words = spoken(text, other)
        if not code:
            found.append(Span(start, end, words))
            continue
        if code not in known:
            pairs = zip(ANSWERS.values(), answers, strict=True)
            values = (_value(answer, number) for answer, number in pairs)
            known[code] = Promised(len(known) + 1, start, code, words, *values)
        found.append(Span(start, end, known[code]))
    return found


def _value(answer: type[StrEnum], number: int) -> str:
    return str(list(answer)[number].value)


def marks(document: Document, spans: list[Resting]) -> list[list[Mark]]:
    """The text's paragraphs, each as its marked and unmarked stretches."""
    return [[_mark(stretch) for stretch in paragraph] for paragraph in stretches(document.body, spans)]


def _mark(stretch: Stretch[Promised | str]) -> Mark:
    measures = sorted(owner for owner in stretch.owners if isinstance(owner, Promised))
    reasons = [owner for owner in stretch.owners if isinstance(owner, str)]
    return Mark(stretch, measures, "; ".join(reasons))


def excluded(document: Document, spans: list[Resting]) -> list[tuple[str, str]]:
    """Each excluded quote with its reason."""
    reasons = ((span, span.owner) for span in spans if isinstance(span.owner, str))
    return [(document.body[span.start : span.end], reason) for span, reason in reasons]


def language_name(code: str) -> str:
    try:
        return str(get_language_info(code)["name_translated"])
    except KeyError:
        return code


@require_safe
def document_list(request: HttpRequest) -> HttpResponse:
    documents = list(Document.objects.defer("body").annotate(among_invented=INVENTED))
    found = tally(Measure.objects.visible_to(request.user), timezone.localdate())
    context = {
        "documents": [(document, found.of("document", document.pk)) for document in documents],
        "shows_demonstration": any(document.among_invented for document in documents),
    }
    return render(request, "measures/document_list.html", context)


@require_safe
def document_page(request: HttpRequest, slug: str) -> HttpResponse:
    today = timezone.localdate()
    document: Any = get_object_or_404(Document.objects.annotate(among_invented=INVENTED), slug=slug)
    visible = Measure.objects.visible_to(request.user)
    spans = spans_of(document, visible, today)
    promised = dict.fromkeys(span.owner for span in spans if isinstance(span.owner, Promised))
    context = {
        "document": document,
        "paragraphs": marks(document, spans),
        "promised": list(promised),
        "excluded": excluded(document, spans),
        "numbers": numbers(visible.filter(document=document), today),
        "language": language_name(document.language),
        "links": [("/documents/", _("Documents"))],
        "here": document.title,
        "shows_demonstration": document.among_invented,
    }
    return render(request, "measures/document.html", context)
