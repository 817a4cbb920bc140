"""A document's text with every passage marked, each mark leading to its measures and back."""

import re
from datetime import timedelta
from html import unescape
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from measures.models import Document, Exclusion, Measure
from tests.factories import make_document, make_measure, make_member, make_passage, make_user, report

pytestmark = pytest.mark.django_db
BODY = "The city will build a <b>port</b> & plant trees.\n\nIt rains."


@pytest.fixture
def today() -> Any:
    return timezone.localdate()


def text_of(client: Client, document: Document) -> str:
    response = client.get(f"/documents/{document.slug}/")
    assert response.status_code == 200
    return response.content.decode()


def marked(page: str) -> list[tuple[str, str]]:
    """Each mark's measures and words."""
    found = re.findall(r'<mark [^>]*data-measures="([^"]*)"[^>]*>(.*?)</mark>', page, re.DOTALL)
    return [
        (codes, unescape(re.sub(r"<sup.*?</sup>|<[^>]*>", "", words, flags=re.DOTALL)))
        for codes, words in found
    ]


def body_of(page: str) -> str:
    """The words of the text as the page shows them."""
    (text,) = re.findall(r'<div class="tracker-document" lang="[^"]*">(.*?)</div>', page, re.DOTALL)
    paragraphs = re.findall(r"<p>(.*?)</p>", text, re.DOTALL)
    return "\n\n".join(
        unescape(re.sub(r"<sup.*?</sup>|<[^>]*>", "", each, flags=re.DOTALL)) for each in paragraphs
    )


def test_text_is_shown_word_for_word(client: Client) -> None:
    document = make_document(body=BODY)
    make_passage(make_measure(document=document), "build a <b>port</b>")
    make_passage(make_measure(document=document), "port</b> & plant")
    assert body_of(text_of(client, document)) == BODY


def test_overlapping_passages_are_marked_with_all_their_measures(client: Client) -> None:
    document = make_document(body=BODY)
    make_passage(make_measure(code="A", document=document), "build a <b>port</b>")
    make_passage(make_measure(code="B", document=document), "port</b> & plant")
    page = text_of(client, document)
    assert [codes for codes, _words in marked(page)] == ["A", "A B", "B"]
    assert 'href="/measures/A/"' in page
    assert 'id="p-14"' in page
    assert 'href="#p-14"' in page


def test_mark_wears_the_answer_that_most_needs_attention(client: Client, today: Any) -> None:
    document = make_document(body=BODY)
    make_passage(make_measure(today=today, document=document, due_on=None), "plant trees")
    assert "tracker-mark--outline" in text_of(client, document)
    late = make_measure(today=today, document=document, due_on=today - timedelta(days=1))
    make_passage(late, "plant trees")
    page = text_of(client, document)
    assert "tracker-mark--red tracker-mark--several" in page
    assert "Overdue" in page


def test_internal_measures_are_not_marked_for_readers(client: Client) -> None:
    document = make_document()
    make_passage(make_measure(code="A", document=document, visibility="internal"), "build a port")
    assert marked(text_of(client, document)) == []
    client.force_login(make_user("analyst"))
    assert marked(text_of(client, document)) == [("A", "build a port")]


def test_passage_of_another_document_is_not_marked(client: Client) -> None:
    document, other = make_document(), make_document()
    measure = make_measure(code="A", document=document)
    make_passage(measure, "plant trees")
    measure.document = other
    make_passage(measure, "build a port")
    assert marked(text_of(client, document)) == [("A", "plant trees")]


def test_exclusions_say_why(client: Client) -> None:
    document = make_document(body=BODY)
    start = BODY.index("It rains.")
    Exclusion.objects.create(
        document=document, start=start, end=start + 9, quote="It rains.", reason_en="Weather, no promise"
    )
    page = text_of(client, document)
    assert '<span class="tracker-excluded" title="Weather, no promise">It rains.</span>' in page
    assert "<dd>Weather, no promise</dd>" in page


def test_document_page_shows_what_is_known_of_it(client: Client) -> None:
    document = make_document(site="beltandroad.news", source_url="https://www.beltandroad.news/x/")
    page = text_of(client, document)
    for words in (
        "Publication date unknown",
        "beltandroad.news",
        document.body_sha256,
        "1 January 2025",
        "English",
    ):
        assert words in page


def test_documents_are_listed_with_their_numbers(client: Client) -> None:
    document = make_document(slug="plan", title_en="The plan")
    make_measure(document=document)
    page = client.get("/documents/").content.decode()
    assert "The plan" in page
    assert 'href="/measures/?document=plan"' in page
    assert client.get("/documents/none/").status_code == 404


def test_every_passage_of_the_real_document_is_marked(client: Client) -> None:
    call_command("loaddata", "qingdao", verbosity=0)
    document = Document.objects.get()
    page = text_of(client, document)
    assert body_of(page) == document.body
    codes = {code for codes, _words in marked(page) for code in codes.split()}
    assert codes == set(Measure.objects.values_list("code", flat=True))
    for start in document.passages.values_list("start", flat=True):
        assert page.count(f'id="p-{start}"') == 1


@pytest.mark.parametrize("address", ["/documents/", "/documents/plan/"])
@pytest.mark.parametrize("login", [False, True])
def test_document_pages_cost_six_queries_at_most(
    client: Client, today: Any, django_assert_max_num_queries: Any, address: str, *, login: bool
) -> None:
    document = make_document(slug="plan")
    for _ in range(5):
        measure = make_measure(today=today, document=document)
        make_passage(measure, "plant trees")
        report(measure, make_member(measure.lead_department), today=today)
        make_document()
    if login:
        client.force_login(make_member(measure.lead_department))
    with django_assert_max_num_queries(6):
        assert client.get(address).status_code == 200
