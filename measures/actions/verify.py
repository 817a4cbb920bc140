"""What should always hold, looked up: each fault in what is stored, named.

Constraints and triggers refuse most of these faults; here they are found all the same, after a repair by
hand, a restored copy, or a table that was rebuilt and lost its triggers.
"""

from collections.abc import Collection, Iterator
from itertools import batched

from django.db import transaction
from django.db.models import Exists, OuterRef, Prefetch
from django.utils.translation import gettext as _

from measures.actions.settle import ANSWER_FIELDS, BATCH, folded
from measures.actions.verify_texts import text_faults
from measures.models import Document, Measure, Passage, SearchEntry, Standing
from measures.models.guards import missing_guards, search_is_in_step
from sectors.models import Sector


def faults() -> Iterator[str]:
    """Each fault as a line of text, none where all is well.

    Reads everything once, in batches: memory and the number of queries for each batch stay the same.
    """
    yield from _guards()
    yield from text_faults()
    yield from _lacking()
    yield from _cycles()
    yield from _empty_sectors()
    yield from _standings()


def _guards() -> Iterator[str]:
    lost = missing_guards()
    for name in lost:
        yield _("The database has lost “%(name)s”, which its migrations put there.") % {"name": name}
    if not lost and not search_is_in_step():
        yield _("The search index does not match the search entries.")


def _lacking() -> Iterator[str]:
    lacks = (
        (Passage, _("Measure %(code)s rests on no passage of any document.")),
        (Standing, _("Measure %(code)s has no standing.")),
        (SearchEntry, _("Measure %(code)s is missing from the search.")),
    )
    for model, text in lacks:
        bare = Measure.objects.filter(~Exists(model._default_manager.filter(measure=OuterRef("pk"))))
        for code in bare.order_by("code").values_list("code", flat=True).iterator():
            yield text % {"code": code}


def _cycles() -> Iterator[str]:
    """Measures that take over from each other in a circle; each has one heir at most: circles never touch."""
    pairs = Measure.objects.exclude(supersedes=None).values_list("code", "supersedes__code")
    older: dict[str, str | None] = dict(pairs)
    while older:
        first, code = older.popitem()
        chain = [first]
        while code is not None and code != first:
            chain.append(code)
            code = older.pop(code, None)
        if code == first:
            yield _("Measures take over from each other in a circle: %(codes)s.") % {
                "codes": " → ".join([*chain, first])
            }


def _empty_sectors() -> Iterator[str]:
    """Sectors that have no measure, neither themselves nor below them."""
    sectors = {
        pk: (slug, parent) for pk, slug, parent in Sector.objects.values_list("pk", "slug", "parent_id")
    }
    used = set(Measure.objects.order_by().values_list("sector_id", flat=True).distinct())
    used |= set(Measure.sectors.through.objects.values_list("sector_id", flat=True).distinct())
    filled: set[int] = set()
    for pk in used:
        while pk is not None and pk not in filled:
            filled.add(pk)
            pk = sectors[pk][1]
    for slug in sorted(slug for pk, (slug, _parent) in sectors.items() if pk not in filled):
        yield _("Sector %(slug)s has no measures.") % {"slug": slug}


def _standings() -> Iterator[str]:
    pks = Standing.objects.order_by("pk").values_list("pk", flat=True).iterator(chunk_size=BATCH)
    for batch in batched(pks, BATCH):
        suspects = [pk for pk, _code, _fields in _moved(batch)]
        if suspects:
            # A report may have come in between two queries: look again while nobody writes.
            with transaction.atomic():
                held = Measure.objects.filter(pk__in=suspects).select_for_update()
                moved = list(_moved([measure.pk for measure in held]))
            for _pk, code, fields in moved:
                yield _("The standing of measure %(code)s differs from its reports: %(fields)s.") % {
                    "code": code,
                    "fields": ", ".join(fields),
                }


def _moved(pks: Collection[int]) -> Iterator[tuple[int, str, list[str]]]:
    """Measures whose standing is not the fold of their reports: id, code, and the columns that differ."""
    for measure, superseded, answers in folded(_with_plan(pks)):
        standing = measure.standing
        fields = [name for name in ANSWER_FIELDS if getattr(standing, name) != getattr(answers, name)]
        if superseded != (standing.superseded_on is not None):
            fields.append("superseded_on")
        if fields:
            yield measure.pk, measure.code, fields


def _with_plan(pks: Collection[int]) -> list[Measure]:
    # A body can be long, and is not asked for.
    plans = Prefetch("document", Document.objects.defer("body"))
    columns = ("code", "starts_on", "due_on", "cadence", "document", "standing")
    measures = Measure.objects.filter(pk__in=pks).order_by("pk").select_related("standing").only(*columns)
    return list(measures.prefetch_related(plans))
