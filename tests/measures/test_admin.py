"""Django's admin: every model there, no page with a query per row, and the past changed by nobody."""

import re
from datetime import date
from html import unescape
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.apps import apps
from django.contrib import admin
from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.db.models import Model
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone, translation

from accounts.models import Membership
from measures import models
from measures.admin import ReadOnly
from measures.models import Document, Exclusion, Measure, Passage
from tests.factories import (
    make_department,
    make_document,
    make_measure,
    make_member,
    make_passage,
    make_region,
    make_user,
    report,
)

pytestmark = pytest.mark.django_db
REGISTERED = list(admin.site._registry)
NIGHT = date(2026, 3, 1)


@pytest.fixture
def client() -> Client:
    client = Client()
    client.force_login(make_user("administrator"))
    return client


def address(model: type[Model], page: str, *args: Any) -> str:
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{page}", args=args)


def populate(number: int) -> None:
    """One row more in every table."""
    member = make_member(make_department())
    measure = make_measure(lead_department=member.memberships.get().department, regions=[make_region()])
    make_passage(measure, "build a port")
    measure.document.exclusions.create(start=0, end=8, quote="The city", reason_en="Names the city")
    report(measure, member)
    models.ProgressDraft.objects.create(measure=measure, author=member)
    days = {"period_end": NIGHT, "due_on": NIGHT}
    models.Flag.objects.create(measure=measure, raised_on=NIGHT, **days)
    models.Notice.objects.create(measure=measure, step=1, recipient=member, night=NIGHT, **days)
    models.Digest.objects.create(recipient=member, night=NIGHT)
    models.NightRun.objects.create(night=NIGHT)
    models.Heartbeat.objects.create(process=f"worker {number}", seen_at=timezone.now())
    models.ImportBatch.objects.create(file_name="measures.csv", content=b"code", sha256="0" * 64, by=member)
    Authenticator.objects.create(user=member, type="totp", data={"secret": "hidden-secret"})


def queries(client: Client, path: str) -> int:
    with CaptureQueriesContext(connection) as captured:
        assert client.get(path).status_code == 200
    return len(captured)


def test_admin_has_every_model_of_ours() -> None:
    ours = {
        model
        for name in ("accounts", "sectors", "measures")
        for model in apps.get_app_config(name).get_models()
    }
    assert ours <= set(REGISTERED)
    for model in ours - {models.Heartbeat}:
        assert admin.site._registry[model].search_fields, model


def test_lists_and_pages_cost_the_same_for_one_row_as_for_fifty(client: Client) -> None:
    populate(0)
    few = {model: queries(client, address(model, "changelist")) for model in REGISTERED}
    for number in range(1, 50):
        populate(number)
    many = {model: queries(client, address(model, "changelist")) for model in REGISTERED}
    assert many == few
    for model in REGISTERED:
        row = model._default_manager.first()
        assert row is not None, model
        assert queries(client, address(model, "change", row.pk)) <= 25, model


def test_pages_with_rows_inside_cost_the_same_for_any_number(client: Client) -> None:
    department, person, measure = make_department(), make_user(), make_measure()
    pages: list[Model] = [measure, department, person]
    counts = []
    for words in ("The city", "will", "build", "a port", "It will", "also", "plant", "trees"):
        make_passage(measure, words)
        make_member(department)
        Membership.objects.create(user=person, department=make_department())
        counts.append([queries(client, address(type(row), "change", row.pk)) for row in pages])
    assert counts[0] == counts[-1]


@pytest.mark.parametrize(
    "model", [each for each in REGISTERED if isinstance(admin.site._registry[each], ReadOnly)]
)
def test_the_past_is_changed_by_nobody(client: Client, model: type[Model]) -> None:
    populate(0)
    row = model._default_manager.first()
    assert row is not None
    assert client.get(address(model, "add")).status_code == 403
    assert client.post(address(model, "change", row.pk), {}).status_code == 403
    assert client.post(address(model, "delete", row.pk), {"post": "yes"}).status_code == 403
    client.post(
        address(model, "changelist"),
        {"action": "delete_selected", "_selected_action": [row.pk], "post": "yes"},
    )
    assert model._default_manager.filter(pk=row.pk).exists()


def test_append_only_models_are_among_the_unchangeable() -> None:
    for model in (models.ProgressUpdate, models.UpdateDecision, models.Flag, models.Notice, models.Standing):
        assert isinstance(admin.site._registry[model], ReadOnly)


def test_every_model_and_field_has_a_chinese_name() -> None:
    with translation.override("zh-hans"):
        names = {
            f"{model._meta.label}.{getattr(named, 'name', '')}": str(named.verbose_name)
            for model in REGISTERED
            if model._meta.app_label in ("accounts", "sectors", "measures")
            for named in named_of(model)
        }
    assert {name: said for name, said in names.items() if not re.search("[\u4e00-\u9fff]", said)} == {}


def named_of(model: type[Model]) -> list[Any]:
    """What of a model has a name that people read: itself and its fields, keys aside."""
    return [model._meta, *(field for field in model._meta.fields if not field.auto_created)]


def measure_fields(measure: Measure, **changed: Any) -> dict[str, Any]:
    """What the browser sends for a measure's page."""
    names = ("code", "title_en", "title_zh_hans", "summary_en", "kind", "due_basis", "cadence", "visibility")
    fields = {name: getattr(measure, name) or "" for name in names}
    fields |= {"document": measure.document_id, "sector": measure.sector_id}
    fields |= {"lead_department": measure.lead_department_id, "summary_zh_hans": ""}
    fields |= {"starts_on": measure.starts_on, "due_on": measure.due_on}
    for prefix in ("standing", "passages"):
        fields |= {f"{prefix}-TOTAL_FORMS": 0, f"{prefix}-INITIAL_FORMS": 0}
    return fields | changed


def test_saved_measure_is_settled(client: Client) -> None:
    measure = make_measure()
    path = address(Measure, "change", measure.pk)
    changed = measure_fields(measure, cadence="none", title_en="Lighthouse")
    assert client.post(path, changed).status_code == 302
    measure.refresh_from_db()
    assert models.Standing.objects.get(pk=measure.pk).report_due_on is None
    assert Measure.objects.matching("lighthouse").get() == measure


def test_measure_of_a_later_plan_settles_the_one_it_takes_over(client: Client) -> None:
    earlier, later = make_measure(), make_measure()
    path = address(Measure, "change", later.pk)
    client.post(path, measure_fields(later, supersedes=earlier.pk))
    assert models.Standing.objects.get(pk=earlier.pk).superseded_on
    client.post(path, measure_fields(later, supersedes=""))
    assert not models.Standing.objects.get(pk=earlier.pk).superseded_on
    client.post(path, measure_fields(later, supersedes=earlier.pk))
    client.post(address(Measure, "delete", later.pk), {"post": "yes"})
    assert not Measure.objects.filter(pk=later.pk).exists()
    assert not models.Standing.objects.get(pk=earlier.pk).superseded_on


def test_measure_with_reports_cannot_be_deleted(client: Client) -> None:
    measure = make_measure()
    report(measure, make_member(measure.lead_department))
    client.post(address(Measure, "delete", measure.pk), {"post": "yes"})
    assert Measure.objects.filter(pk=measure.pk).exists()


def document_fields(document: Document, **changed: Any) -> dict[str, Any]:
    names = (
        "slug",
        "title_en",
        "title_zh_hans",
        "language",
        "body",
        "due_soon_days",
        "behind_points",
        "reporting_from",
    )
    fields = {name: getattr(document, name) for name in names}
    return (
        fields | {"plan_starts_on": document.plan_starts_on, "plan_ends_on": document.plan_ends_on} | changed
    )


def test_changed_thresholds_settle_every_measure_of_the_plan(client: Client) -> None:
    document = make_document()
    measures = [make_measure(document=document) for _ in range(3)]
    path = address(Document, "change", document.pk)
    assert (
        client.post(path, document_fields(document, due_soon_days=60, reporting_from="")).status_code == 302
    )
    for standing in models.Standing.objects.filter(measure__in=measures):
        assert standing.report_due_on is None
        assert standing.due_soon_on == date(2026, 11, 1)


def test_text_with_passages_is_only_read(client: Client) -> None:
    document = make_document()
    path = address(Document, "change", document.pk)
    assert client.post(path, document_fields(document, body="First line\r\nsecond ")).status_code == 302
    document.refresh_from_db()
    assert document.body == "First line\nsecond "
    passage = make_passage(make_measure(document=document), "second")
    client.post(path, document_fields(document, body="Another text"))
    document.refresh_from_db()
    assert document.body[passage.start : passage.end] == "second"


def passage_fields(measure: Measure, quote: str, **given: Any) -> dict[str, Any]:
    return {
        "measure": measure.pk,
        "document": measure.document_id,
        "quote": quote,
        "start": "",
        "end": "",
        **given,
    }


def errors_of(response: Any) -> str:
    return unescape(
        " ".join(re.findall(r'<ul class="errorlist"[^>]*>(.*?)</ul>', response.content.decode(), re.DOTALL))
    )


def test_quote_alone_finds_its_place(client: Client) -> None:
    measure = make_measure(
        document=make_document(body="The city will build\na port. The city will plant trees.")
    )
    path = address(Passage, "add")
    assert client.post(path, passage_fields(measure, "build\r\na port")).status_code == 302
    passage = measure.passages.get()
    assert (passage.start, passage.end, passage.quote) == (14, 26, "build\na port")
    assert Measure.objects.matching("port").exists()


def test_quote_found_twice_lists_its_places(client: Client) -> None:
    measure = make_measure(
        document=make_document(body="The city will build a port. The city will plant trees.")
    )
    path = address(Passage, "add")
    response = client.post(path, passage_fields(measure, "The city will"))
    assert "2 times" in errors_of(response)
    assert "0 (“…The city will build" in errors_of(response)
    assert "28 (“…" in errors_of(response)
    assert client.post(path, passage_fields(measure, "The city will", start=28)).status_code == 302
    assert measure.passages.get().end == 41


@pytest.mark.parametrize(
    "given",
    [
        {"quote": "a harbour"},
        {"quote": ""},
        {"quote": "city", "start": 5},
        {"quote": "city", "end": 3},
        {"document": ""},
    ],
)
def test_quote_that_is_none_is_refused(client: Client, given: dict[str, Any]) -> None:
    measure = make_measure()
    response = client.post(address(Passage, "add"), passage_fields(measure, "city") | given)
    assert response.status_code == 200
    assert errors_of(response)
    assert not measure.passages.exists()


def test_changed_quote_is_looked_for_again(client: Client) -> None:
    measure = make_measure()
    passage = make_passage(measure, "build a port")
    place = {"start": passage.start, "end": passage.end}
    path = address(Passage, "change", passage.pk)
    assert client.post(path, passage_fields(measure, "plant trees", **place)).status_code == 302
    passage.refresh_from_db()
    assert measure.document.body[passage.start : passage.end] == "plant trees"
    client.post(address(Passage, "delete", passage.pk), {"post": "yes"})
    assert not Measure.objects.matching("plant").exists()


def test_exclusion_finds_its_place_too(client: Client) -> None:
    document = make_document()
    fields = {"document": document.pk, "quote": "The city", "start": "", "end": "", "reason_en": "A name"}
    assert client.post(address(Exclusion, "add"), fields).status_code == 302
    assert document.exclusions.get().end == 8


def test_secrets_of_second_factors_are_shown_to_nobody(client: Client) -> None:
    populate(0)
    page = client.get(address(Authenticator, "change", Authenticator.objects.get().pk))
    assert "hidden-secret" not in page.content.decode()


@pytest.mark.parametrize("model", REGISTERED)
def test_only_administrators_have_the_admin(model: type[Model]) -> None:
    request = RequestFactory().get("/")
    for user in (AnonymousUser(), make_user(), make_user("analyst"), make_user("reviewer")):
        request.user = user
        assert not admin.site.has_permission(request)
        assert not admin.site._registry[model].has_view_permission(request)


@pytest.mark.parametrize("shown", [True, False])
def test_administration_says_that_demonstration_data_may_show(
    client: Client,
    settings: Any,
    shown: bool,  # noqa: FBT001
) -> None:
    settings.DEMONSTRATION_DATA = shown
    page = client.get(address(Measure, "changelist")).content.decode()
    assert ("Demonstration data:" in page) is shown
