"""The second, invented plan. Its deadlines lie around today, so that every answer is within reach."""

import re
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from measures.demonstration.cast import Cast
from measures.demonstration.material import read
from measures.demonstration.stories import Story
from measures.models import Document, Exclusion, Measure, Passage
from measures.rules.words import Cadence, DueBasis, Kind, Visibility
from sectors.models import Region, Sector

CODE = "DEMO-{}"
# A measure whose deadline lies before the plan began was under way for so long.
SHORTEST = timedelta(days=180)
PLAN_END = "plan end"


def make_plan(cast: Cast, today: date) -> tuple[Document, dict[int, Story]]:
    """The plan with its measures, passages and exclusions; and each measure's story, by its key."""
    script = read("plan")
    deadlines = _deadlines(script, today)
    stated = {code: f"{day.day} {day:%B} {day.year}" for code, day in deadlines.items()}
    paragraphs = [each.format_map(stated) for each in script["body"]]
    fields = dict(script["document"])
    for name in ("plan_starts_on", "plan_ends_on"):
        fields[name] = date.fromisoformat(fields[name])
    document = Document.objects.create(
        **fields, body="\n\n".join(paragraphs), reporting_from=fields["plan_starts_on"]
    )
    measures = _make_measures(script["measures"], document, deadlines, cast, today)
    passages = list(_passages(script["measures"], document, paragraphs, stated, measures))
    Passage.objects.bulk_create(passages)
    Exclusion.objects.bulk_create(_exclusions(script, document, passages))
    return document, {measures[each["code"]].pk: story_of(each) for each in script["measures"]}


def story_of(entry: dict[str, Any]) -> Story:
    percent = entry.get("percent", "none" if entry["kind"] == Kind.DIRECTION else "elapsed")
    told = {name: entry[name] for name in ("silent", "unchanged", "returned", "backdated") if name in entry}
    return Story(entry["story"], percent=percent, prompt=True, **told)


def _deadlines(script: dict[str, Any], today: date) -> dict[str, date]:
    """The deadlines that the text states, by code."""
    return {
        each["code"]: today + timedelta(days=each["due_in"])
        for each in script["measures"]
        if each.get("due_in") is not None
    }


def _make_measures(
    entries: list[dict[str, Any]], document: Document, deadlines: dict[str, date], cast: Cast, today: date
) -> dict[str, Measure]:
    sectors = Sector.objects.in_bulk(field_name="slug")
    regions = Region.objects.in_bulk(field_name="slug")
    followed = Measure.objects.in_bulk(
        [each["supersedes"] for each in entries if "supersedes" in each], field_name="code"
    )
    measures = {}
    for entry in entries:
        measure = Measure(
            **{
                name: entry[name]
                for name in ("title_en", "title_zh_hans", "summary_en", "summary_zh_hans", "kind")
            },
            code=CODE.format(entry["code"]),
            document=document,
            sector=sectors[entry["sector"]],
            lead_department=cast.departments[entry["lead"]],
            cadence=entry.get("cadence", Cadence.QUARTERLY),
            visibility=entry.get("visibility", Visibility.PUBLIC),
            supersedes=followed.get(entry.get("supersedes", "")),
            **_dates(entry, document, deadlines, today),
        )
        measure.save()
        measure.sectors.set(sectors[slug] for slug in entry.get("sectors", []))
        measure.regions.set(regions[slug] for slug in entry["regions"])
        measure.supporting_departments.set(cast.departments[code] for code in entry.get("supporting", []))
        measures[entry["code"]] = measure
    return measures


def _dates(
    entry: dict[str, Any], document: Document, deadlines: dict[str, date], today: date
) -> dict[str, Any]:
    due_on, basis = deadlines.get(entry["code"]), DueBasis.STATED
    if due_on is None:
        without = entry.get("due_in", PLAN_END) is None
        due_on, basis = (None, DueBasis.NONE) if without else (document.plan_ends_on, DueBasis.PLAN_PERIOD)
    starts_on = document.plan_starts_on
    if "starts_in" in entry:
        starts_on = today + timedelta(days=entry["starts_in"])
    elif due_on and starts_on:
        starts_on = min(starts_on, due_on - SHORTEST)
    return {"starts_on": starts_on, "due_on": due_on, "due_basis": basis}


def _passages(
    entries: list[dict[str, Any]],
    document: Document,
    paragraphs: list[str],
    stated: dict[str, str],
    measures: dict[str, Measure],
) -> Iterator[Passage]:
    for entry in entries:
        quotes = [quote.format_map(stated) for quote in entry["quotes"]]
        paragraph = next(each for each in paragraphs if all(quote in each for quote in quotes))
        for quote in quotes:
            start = document.body.index(paragraph) + paragraph.index(quote)
            yield Passage(
                measure=measures[entry["code"]],
                document=document,
                start=start,
                end=start + len(quote),
                quote=quote,
            )


def _exclusions(script: dict[str, Any], document: Document, passages: list[Passage]) -> list[Exclusion]:
    """The stretches that the script excludes, and the words that only join two passages."""
    body = document.body
    found: list[Exclusion] = []
    for entry in script["exclusions"]:
        start = body.index(entry["quote"])
        found.append(Exclusion(document=document, start=start, end=start + len(entry["quote"]), **entry))
    rest = body
    stretches: list[Passage | Exclusion] = [*passages, *found]
    for each in stretches:
        rest = rest[: each.start] + "\n" * (each.end - each.start) + rest[each.end :]
    for gap in re.finditer(r"\w(?:[^\n]*\w)?", rest):
        found.append(
            Exclusion(
                document=document, start=gap.start(), end=gap.end(), quote=gap.group(), **script["joins"]
            )
        )
    return found
