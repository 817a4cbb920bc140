"""`fixtures/qingdao.json`: the document's commitments, each with the words it rests on."""

import json
from collections import Counter
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from re import fullmatch
from typing import Any

import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import transaction

from measures.models import Document, Exclusion, Measure, Passage
from sectors.models import Region, Sector
from sectors.trees import reach

SHA256 = "b7733bebb93c1497cff2e8fc62d029a53e7948db261db12f576f7898556d8d58"
SOURCE = "https://www.beltandroad.news/qingdao-to-bolster-its-position-as-leading-harbor-city/"

# Every theme of the document, with the sector its measures are found by.
THEMES = {
    "port hub and harbour city": "port-and-shipping",
    "Belt and Road cooperation": "belt-and-road-cooperation",
    "Yellow River gateway": "yellow-river-basin-cooperation",
    "research of the Five-Year Plan": "science-and-technology",
    "new industries": "new-industries",
    "new infrastructure": "new-infrastructure",
    "transport": "transportation",
    "energy supply": "energy-supply",
    "water supply": "water-supply",
    "environmental protection": "environmental-protection",
    "public health": "public-health",
    "urban quality of life": "urban-quality-of-life",
    "rural revitalization": "rural-revitalization",
    "internet cluster": "internet-industry",
    "new energy": "new-energy",
    "new materials": "new-materials",
    "new energy vehicles": "new-energy-vehicles",
    "high-end equipment": "high-end-equipment",
    "maritime economy": "maritime-economy",
    "talent introduction": "talent-introduction",
    "training": "training",
    "competitions": "entrepreneurship",
    "finance": "finance",
    "trade": "trade-services",
    "shipping": "shipping-services",
    "culture": "cultural-services",
    "science and technology": "science-and-technology-services",
}
# The places the document names.
NAMED = [
    "qingdao", "shandong", "east-china", "yellow-river-basin", "beijing", "shanghai", "hong-kong",
    "south-korea", "japan", "belt-and-road", "china",
]  # fmt: skip


@pytest.fixture(scope="module")
def loaded(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """The fixture, loaded once for all that only read it."""
    with django_db_blocker.unblock(), transaction.atomic():
        call_command("loaddata", "qingdao", verbosity=0)
        yield
        transaction.set_rollback(True)


@pytest.fixture
def document(loaded: None, db: None) -> Document:
    return Document.objects.get()


def slugs(rows: Any) -> set[str]:
    return set(rows.values_list("slug", flat=True))


def quoted() -> list[Passage | Exclusion]:
    return [*Passage.objects.all(), *Exclusion.objects.all()]


def reached(slug: str) -> set[int]:
    """The ids a region stands for."""
    parents = dict(Region.objects.values_list("pk", "parent_id"))
    members: dict[int, list[int]] = {}
    for group, member in Region.groups.through.objects.values_list("to_region_id", "from_region_id"):
        members.setdefault(group, []).append(member)
    return reach(parents, members, Region.objects.filter(slug=slug).values_list("pk", flat=True))


def test_document_is_the_source_and_nothing_more_is_known(document: Document) -> None:
    assert document.title_en == "Qingdao to bolster its position as leading harbor city"
    assert (document.site, document.source_url, document.language) == ("beltandroad.news", SOURCE, "en")
    assert (document.plan_starts_on, document.plan_ends_on) == (date(2021, 1, 1), date(2025, 12, 31))
    assert (document.published_on, document.reporting_from) == (None, None)
    assert document.body_sha256 == SHA256
    assert document.body.startswith("Qingdao will roll out a number of measures")
    assert document.body.count("\n\n") == 12, "thirteen paragraphs"
    assert not document.is_demonstration


def test_every_theme_is_covered(document: Document) -> None:
    assert Measure.objects.count() >= 30
    found = slugs(Sector.objects.filter(main_measures__isnull=False))
    assert not {theme for theme, sector in THEMES.items() if sector not in found}
    for place in ("beijing", "shanghai", "hong-kong"):
        assert Measure.objects.filter(regions__slug=place, sector__slug="modern-services").exists(), place


def test_every_stretch_lies_in_a_passage_or_an_exclusion(document: Document) -> None:
    rest = list(document.body)
    for row in quoted():
        rest[row.start : row.end] = " " * (row.end - row.start)
    neither = [word for word in "".join(rest).split() if any(map(str.isalnum, word))]
    print("In neither a passage nor an exclusion:", neither)  # noqa: T201
    assert not neither


def test_passages_and_exclusions_never_meet(document: Document) -> None:
    """What promises nothing carries no commitment."""
    for exclusion in Exclusion.objects.all():
        assert not Passage.objects.filter(start__lt=exclusion.end, end__gt=exclusion.start), exclusion.quote


def test_quotes_are_exact_and_as_tight_as_a_clause(document: Document) -> None:
    paragraphs = document.body.split("\n\n")
    for row in quoted():
        assert row.quote == document.body[row.start : row.end]
        assert row.quote == row.quote.strip()
    for quote in set(Passage.objects.values_list("quote", flat=True)):
        assert any(quote in paragraph and len(quote) < len(paragraph) for paragraph in paragraphs), quote


def test_each_measure_rests_on_words_of_its_own(document: Document) -> None:
    """Two measures may share words; two that share all of them are one."""
    rests = Counter(
        frozenset((passage.start, passage.end) for passage in measure.passages.all())
        for measure in Measure.objects.prefetch_related("passages")
    )
    assert frozenset() not in rests
    assert not [sorted(places) for places, count in rests.items() if count > 1]


def test_measures_state_what_the_text_states(document: Document) -> None:
    for measure in Measure.objects.all():
        assert (measure.due_on, measure.due_basis) == (document.plan_ends_on, "plan_period")
        assert measure.regions.exists()
        assert measure.lead_department is None, "the text names no departments"
    assert not Measure.objects.filter(supporting_departments__isnull=False)


def test_fixture_holds_only_what_the_text_says() -> None:
    rows = json.loads((Path(settings.BASE_DIR) / "fixtures/qingdao.json").read_text())
    assert {row["model"] for row in rows} == {
        "sectors.sector",
        "sectors.region",
        "measures.document",
        "measures.measure",
        "measures.passage",
        "measures.exclusion",
    }
    assert not [row for row in rows if "pk" in row], "natural keys only"
    codes = [row["fields"]["code"] for row in rows if row["model"] == "measures.measure"]
    assert len(codes) == len(set(codes))
    titles = [row["fields"]["title_en"] for row in rows if row["model"] == "measures.measure"]
    assert len(titles) == len(set(titles))


@pytest.mark.parametrize(
    ("model", "fields"),
    [
        (Document, ["title"]),
        (Measure, ["title", "summary"]),
        (Exclusion, ["reason"]),
        (Sector, ["name"]),
        (Region, ["name"]),
    ],
)
def test_everything_is_said_in_both_languages(document: Document, model: Any, fields: list[str]) -> None:
    for row in model.objects.all():
        for field in fields:
            english, chinese = getattr(row, f"{field}_en"), getattr(row, f"{field}_zh_hans")
            assert english.strip(), (row, field)
            assert any("一" <= character <= "鿿" for character in chinese), (row, field)


def test_sectors_are_a_tree_of_two_levels_without_empty_branches(document: Document) -> None:
    assert not Sector.objects.filter(parent__parent__isnull=False)
    assert not Sector.objects.filter(parent=None, children=None, main_measures=None)
    leaves = Sector.objects.filter(parent__isnull=False)
    assert not leaves.filter(main_measures=None, further_measures=None)


def test_official_codes_have_their_form(document: Document) -> None:
    without = {Region.Kind.GROUP, Region.Kind.MACRO_REGION}
    for region in Region.objects.all():
        form = r"[A-Z]{2}" if region.kind == Region.Kind.COUNTRY else r"\d{6}"
        assert fullmatch("" if region.kind in without else form, region.code), region.slug
    codes = {
        "qingdao": "370200",
        "shandong": "370000",
        "hong-kong": "810000",
        "south-korea": "KR",
        "japan": "JP",
    }
    assert codes == dict(Region.objects.filter(slug__in=codes).values_list("slug", "code"))


def test_regions_lie_where_they_belong(document: Document) -> None:
    assert set(NAMED) <= slugs(Region.objects.all())
    parts = Region.objects.filter(parent__slug="qingdao")
    assert Counter(parts.values_list("kind", flat=True)) == {"district": 7, "county_level_city": 3}
    for code, parent in Region.objects.exclude(parent=None).values_list("code", "parent__code"):
        assert not (code.isdigit() and parent.isdigit()) or code.startswith(parent.rstrip("0")), code
    basin = Region.objects.filter(groups__slug="yellow-river-basin")
    assert slugs(basin) == {
        "qinghai", "sichuan", "gansu", "ningxia", "inner-mongolia", "shaanxi", "shanxi", "henan", "shandong",
    }  # fmt: skip


@pytest.mark.parametrize("slug", ["shandong", "east-china", "yellow-river-basin", "china"])
def test_shandong_and_qingdao_are_found_by_all_they_belong_to(document: Document, slug: str) -> None:
    found = slugs(Region.objects.filter(pk__in=reached(slug)))
    assert {"shandong", "qingdao", "laixi", slug} <= found
    assert ("shanghai" in found) is (slug in ("east-china", "china"))
    assert ("qinghai" in found) is (slug in ("yellow-river-basin", "china"))
    assert "japan" not in found
    assert Measure.objects.in_regions(reached(slug)).count() == Measure.objects.count(), "all are Qingdao's"
