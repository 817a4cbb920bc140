"""The texts of the documents and what rests on them, checked document by document."""

import re
from collections.abc import Collection, Iterator
from itertools import batched

from django.utils.translation import gettext as _

from measures.models import Document, Exclusion, Passage
from measures.models.document import sha256

AT_ONCE = 50
SHOWN = 80
_UNCOVERED = re.compile(rb"\0+")


def text_faults() -> Iterator[str]:
    """Texts that changed, inexact quotes, overlaps within a measure, stretches nobody accounted for."""
    pks = list(Document.objects.order_by("slug").values_list("pk", flat=True))
    for some in batched(pks, AT_ONCE):
        documents = Document.objects.in_bulk(some)
        covered = {pk: bytearray(len(document.body)) for pk, document in documents.items()}
        for document in documents.values():
            if sha256(document.body) != document.body_sha256:
                yield _("The text of document %(slug)s no longer has the SHA-256 kept for it.") % {
                    "slug": document.slug
                }
        yield from _passage_faults(documents, covered)
        yield from _exclusion_faults(documents, covered)
        for pk, document in documents.items():
            yield from _uncovered(document, covered[pk])


def _passage_faults(documents: dict[int, Document], covered: dict[int, bytearray]) -> Iterator[str]:
    rows = Passage.objects.filter(document__in=list(documents)).order_by("document", "measure", "start")
    before, reached = None, 0
    for pk, code, start, end, quote in rows.values_list(
        "document_id", "measure__code", "start", "end", "quote"
    ).iterator():
        place = {"code": code, "slug": documents[pk].slug, "start": start, "end": end}
        if not _is_exact(documents[pk], covered[pk], start, end, quote):
            yield _("Measure %(code)s does not quote %(slug)s exactly from %(start)d to %(end)d.") % place
        if (pk, code) == before and start < reached:
            yield _("Measure %(code)s quotes %(slug)s twice around %(start)d: its passages overlap.") % place
        reached = max(reached, end) if (pk, code) == before else end
        before = (pk, code)


def _exclusion_faults(documents: dict[int, Document], covered: dict[int, bytearray]) -> Iterator[str]:
    rows = Exclusion.objects.filter(document__in=list(documents)).order_by("document", "start")
    for pk, start, end, quote in rows.values_list("document_id", "start", "end", "quote").iterator():
        if not _is_exact(documents[pk], covered[pk], start, end, quote):
            place = {"slug": documents[pk].slug, "start": start, "end": end}
            yield _("An exclusion does not quote %(slug)s exactly from %(start)d to %(end)d.") % place


def _is_exact(document: Document, covered: bytearray, start: int, end: int, quote: str) -> bool:
    """Whether the quote is that slice of the body; the slice counts as accounted for."""
    within = range(len(covered))[start:end]
    covered[within.start : within.stop] = b"\1" * len(within)
    return document.body[start:end] == quote


def _uncovered(document: Document, covered: Collection[int]) -> Iterator[str]:
    for found in _UNCOVERED.finditer(bytes(covered)):
        text = document.body[found.start() : found.end()].strip()
        if any(character.isalnum() for character in text):
            yield _("In %(slug)s “%(text)s”, at %(start)d, lies in no passage and in no exclusion.") % {
                "slug": document.slug,
                "text": text if len(text) <= SHOWN else text[: SHOWN - 1] + "…",
                "start": found.start(),
            }
