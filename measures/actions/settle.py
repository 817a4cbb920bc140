"""Standings and search words that follow from what is stored, made anew."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import asdict
from datetime import date
from itertools import batched

from django.db import transaction

from measures.models import Measure, Passage, ProgressUpdate, SearchEntry, Standing
from measures.models.progress import FACTS
from measures.rules.search import index_words
from measures.rules.standing import Answers, Promise, Report, fold
from measures.rules.words import Cadence

BATCH = 2_000
ANSWER_FIELDS = list(Answers.__dataclass_fields__)


def promise_of(measure: Measure, *, superseded: bool) -> Promise:
    """What the rules read of a measure and its plan."""
    plan = measure.document
    return Promise(
        starts_on=measure.starts_on,
        due_on=measure.due_on,
        cadence=Cadence(measure.cadence),
        reporting_from=plan.reporting_from,
        superseded=superseded,
        due_soon_days=plan.due_soon_days,
        behind_points=plan.behind_points,
    )


def answers_of(measure: Measure) -> Answers:
    """The present answers of one measure (with its document and standing at hand), from its reports."""
    superseded = measure.standing.superseded_on is not None
    return fold(promise_of(measure, superseded=superseded), measure.updates.all().facts())


def settle(pks: Iterable[int] | None = None, *, today: date) -> int:
    """Bring standings and search words of the measures (all without `pks`) into line with what is stored.

    For after rows were written that bypass the actions: a fixture, an import, a change of a plan's settings.
    Recomputes from the reports, so it moves no answer that the reports do not move. Returns how many
    measures were gone through; a fixed number of queries for each 2,000 of them.
    """
    if pks is None:
        pks = Measure.objects.order_by("pk").values_list("pk", flat=True)
    done = 0
    for batch in batched(pks, BATCH):
        with transaction.atomic():
            done += _settle_batch(batch, today)
    return done


def _settle_batch(pks: tuple[int, ...], today: date) -> int:
    held = Measure.objects.filter(pk__in=pks).select_for_update(of=("self",))
    measures = list(held.select_related("document").defer("document__body"))
    known = dict(Standing.objects.filter(pk__in=pks).values_list("pk", "superseded_on"))
    rows = []
    for measure, superseded, answers in folded(measures):
        superseded_on = (known.get(measure.pk) or today) if superseded else None
        rows.append(Standing(measure=measure, superseded_on=superseded_on, **asdict(answers)))
    # Verified is an answer of its own: it is not recomputed here, and a new row starts as not assessed.
    Standing.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["measure"],
        update_fields=[*ANSWER_FIELDS, "superseded_on"],
    )
    _settle_words(measures)
    return len(measures)


def folded(measures: Collection[Measure]) -> Iterator[tuple[Measure, bool, Answers]]:
    """Each measure, whether another takes over from it, and the fold of its reports; two queries."""
    heirs = set(Measure.objects.filter(supersedes__in=measures).values_list("supersedes_id", flat=True))
    reports = _reports_of(measures)
    for measure in measures:
        superseded = measure.pk in heirs
        yield measure, superseded, fold(promise_of(measure, superseded=superseded), reports[measure.pk])


def _reports_of(measures: Collection[Measure]) -> defaultdict[int, list[Report]]:
    """The reports of each of the measures, as the rules read them; one query."""
    found: defaultdict[int, list[Report]] = defaultdict(list)
    rows = (
        ProgressUpdate.objects.filter(measure__in=measures).order_by("pk").values_list("measure_id", *FACTS)
    )
    for measure_id, *facts in rows:
        found[measure_id].append(Report(*facts))
    return found


def _settle_words(measures: list[Measure]) -> None:
    quotes: defaultdict[int, list[str]] = defaultdict(list)
    for measure_id, quote in Passage.objects.filter(measure__in=measures).values_list("measure_id", "quote"):
        quotes[measure_id].append(quote)
    entries = [
        SearchEntry(measure=measure, words=index_words(" ".join(_texts(measure, quotes))))
        for measure in measures
    ]
    SearchEntry.objects.bulk_create(
        entries, update_conflicts=True, unique_fields=["measure"], update_fields=["words"]
    )


def _texts(measure: Measure, quotes: defaultdict[int, list[str]]) -> Iterator[str]:
    yield measure.code
    for field in ("title_en", "title_zh_hans", "summary_en", "summary_zh_hans"):
        yield getattr(measure, field) or ""
    yield from quotes[measure.pk]
