"""Who is answered what: every address and every action, by role. An address not listed here fails."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.contrib import admin
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.utils import timezone

from accounts.models import Membership, User
from measures.models import ImportBatch, Measure, ProgressUpdate
from tests.access import (
    ADMINISTRATOR,
    ANALYST,
    ANONYMOUS,
    HEAD,
    INSIDERS,
    KNOWN,
    LEADS,
    OFFICIAL,
    OTHER,
    READER,
    REVIEWER,
    ROLES,
    SUPPORTING,
    Row,
    everyone,
    logged_in,
    only,
)
from tests.factories import (
    make_department,
    make_document,
    make_measure,
    make_member,
    make_passage,
    make_region,
    make_sector,
    make_user,
    report,
)

pytestmark = pytest.mark.django_db
HIDDEN = "Zymurgy"

TODAY = timezone.localdate()
REPORT = {
    "period_start": TODAY.replace(day=1),
    "period_end": TODAY,
    "status": "on_track",
    "progress": "Done.",
}
ON_PUBLIC = only(*LEADS, status=302)
ON_INTERNAL = only(*LEADS, status=302, otherwise=404) | dict.fromkeys(
    (SUPPORTING, REVIEWER, ANALYST, ADMINISTRATOR), 403
)
SEES_INTERNAL = everyone(404) | dict.fromkeys(INSIDERS, 200)

TABLE = [
    Row("overview", everyone()),
    Row("measure_list", everyone()),
    *(Row("measure_export", everyone(), {"form": form}) for form in ("csv", "xlsx", "json")),
    Row("measure_export", everyone(404), {"form": "exe"}),
    Row("measure", everyone(), {"code": "public"}),
    Row("measure", SEES_INTERNAL, {"code": "internal"}),
    Row("measure", everyone(404), {"code": "none"}),
    Row("progress_new", only(*LEADS), {"code": "public"}),
    Row("progress_new", ON_INTERNAL | dict.fromkeys(LEADS, 200), {"code": "internal"}),
    Row("progress_new", logged_in(404), {"code": "none"}),
    Row("progress_new", ON_PUBLIC, {"code": "public"}, REPORT),
    Row("progress_new", ON_INTERNAL, {"code": "internal"}, REPORT),
    Row("progress_new", ON_PUBLIC, {"code": "public"}, {**REPORT, "action": "draft"}),
    Row("progress_new", ON_INTERNAL, {"code": "internal"}, {**REPORT, "action": "draft"}),
    Row("progress_new", ON_PUBLIC, {"code": "public"}, {"action": "discard"}),
    Row("progress_new", ON_INTERNAL, {"code": "internal"}, {"action": "discard"}),
    Row("document_list", everyone()),
    Row("document", everyone(), {"slug": "document"}),
    Row("document", everyone(404), {"slug": "none"}),
    Row("sector_list", everyone()),
    Row("sector", everyone(), {"slug": "sector"}),
    Row("region_list", everyone()),
    Row("region", everyone(), {"slug": "region"}),
    Row("desk", logged_in()),
    Row("import_new", only(ADMINISTRATOR)),
    Row("import_new", only(ADMINISTRATOR, status=302), post={"file": "file"}),
    Row("import_batch", only(ADMINISTRATOR), {"pk": "batch"}),
    Row("import_batch", only(ADMINISTRATOR, status=302), {"pk": "batch"}, {"action": "apply"}),
    Row("import_batch", only(ADMINISTRATOR, status=302), {"pk": "batch"}, {"action": "undo"}),
    Row("healthz", everyone()),
    Row("readyz", everyone(503)),
    Row("set_language", everyone(405)),
    Row("set_language", everyone(302), post={"language": "en"}),
    # Accounts. Nobody signs up; addresses are shown and kept by administrators.
    Row("account_login", logged_in(302, anonymous=200)),
    Row("account_logout", logged_in()),
    Row("account_logout", logged_in(302), post={}),
    Row("account_inactive", everyone()),
    Row("account_signup", logged_in(302, anonymous=200)),
    Row(
        "account_signup", logged_in(302, anonymous=200), post={"username": "new", "email": "new@example.org"}
    ),
    Row("account_reauthenticate", logged_in()),
    Row("account_email", logged_in()),
    Row("account_email", everyone(405), post={"action_add": "", "email": "new@example.org"}),
    Row("account_email_verification_sent", everyone()),
    Row("account_confirm_email", everyone(), {"key": "none"}),
    Row("account_change_password", logged_in()),
    Row("account_set_password", logged_in(302)),
    Row("account_reset_password", everyone()),
    Row("account_reset_password_done", everyone()),
    Row("account_reset_password_from_key", everyone(), {"uidb36": "1", "key": "none"}),
    Row("account_reset_password_from_key_done", everyone()),
    Row("account_confirm_login_code", everyone(302)),
    Row("mfa_authenticate", everyone(302)),
    Row("mfa_login_webauthn", everyone(302)),
    Row("mfa_index", logged_in()),
    # These ask for the password anew before they answer, whoever it is.
    Row("mfa_reauthenticate", logged_in(302)),
    Row("mfa_reauthenticate_webauthn", logged_in(302)),
    Row("mfa_activate_totp", logged_in(302)),
    Row("mfa_deactivate_totp", logged_in(404)),
    Row("mfa_view_recovery_codes", logged_in(404)),
    Row("mfa_generate_recovery_codes", logged_in(302)),
    Row("mfa_download_recovery_codes", logged_in(404)),
    Row("mfa_list_webauthn", logged_in()),
    Row("mfa_add_webauthn", logged_in(302)),
    Row("mfa_edit_webauthn", logged_in(302), {"pk": 1}),
    Row("mfa_remove_webauthn", logged_in(302), {"pk": 1}),
]


class World:
    """A public and an internal measure of one unit, supported by another; somebody of each role."""

    def __init__(self) -> None:
        self.lead, self.supporting, elsewhere = make_department(), make_department(), make_department()
        document = make_document(
            slug="document", body=f"The city will build a port. {HIDDEN} will stay inside."
        )
        place: dict[str, Any] = {
            "document": document,
            "sector": make_sector(slug="sector"),
            "regions": [make_region(slug="region")],
        }
        units: dict[str, Any] = {"lead_department": self.lead, "supporting_departments": [self.supporting]}
        self.public = make_measure(code="public", **place, **units)
        self.internal = make_measure(
            code="internal-1", title_en=HIDDEN, title_zh_hans=HIDDEN, visibility="internal", **place, **units
        )
        make_passage(self.public, "build a port")
        make_passage(self.internal, HIDDEN)
        self.people: dict[str, User] = {
            READER: make_user(),
            OTHER: make_member(elsewhere),
            OFFICIAL: make_member(self.lead),
            HEAD: make_member(self.lead, Membership.Role.HEAD),
            SUPPORTING: make_member(self.supporting),
            REVIEWER: make_user("reviewer"),
            ANALYST: make_user("analyst"),
            ADMINISTRATOR: make_user("administrator"),
        }
        self.batch = ImportBatch.objects.create(
            file_name="measures.csv",
            content=b"code,title_en\r\n",
            sha256="0" * 64,
            by=self.people[ADMINISTRATOR],
        )

    def path(self, row: Row) -> str:
        known = {"internal": self.internal.code, "batch": self.batch.pk}
        return reverse(row.name, kwargs={name: known.get(value, value) for name, value in row.at.items()})

    def client(self, role: str) -> Client:
        client = Client(raise_request_exception=False)
        if role != ANONYMOUS:
            client.force_login(self.people[role])
        return client


@pytest.fixture
def world() -> World:
    return World()


def sent(row: Row) -> dict[str, Any]:
    post = dict(row.post or {})
    if "file" in post:
        post["file"] = SimpleUploadedFile("measures.csv", b"code,title_en\r\nnew-1,New\r\n", "text/csv")
    return post


@pytest.mark.parametrize("role", ROLES)
def test_pages_answer_a_role_as_the_table_says(world: World, role: str) -> None:
    client, rows = world.client(role), [row for row in TABLE if row.post is None]
    answers = {str(row): client.get(world.path(row)).status_code for row in rows}
    assert answers == {str(row): row.answers[role] for row in rows}


@pytest.mark.parametrize("row", [row for row in TABLE if row.post is not None], ids=str)
def test_action_answers_each_role_as_the_table_says(world: World, row: Row) -> None:
    answers = {role: world.client(role).post(world.path(row), sent(row)).status_code for role in ROLES}
    assert answers == row.answers


def test_strangers_are_sent_to_the_login_and_back(world: World) -> None:
    for row in TABLE:
        if row.answers[ANONYMOUS] == 302 != row.answers[READER] and row.name != "account_logout":
            path, client = world.path(row), world.client(ANONYMOUS)
            response = client.get(path) if row.post is None else client.post(path, sent(row))
            assert response.headers["Location"] == f"/accounts/login/?next={path}", row


def names(resolver: URLResolver, space: str = "") -> Iterator[str]:
    for pattern in resolver.url_patterns:
        if isinstance(pattern, URLResolver):
            yield from names(pattern, f"{space}{pattern.namespace}:" if pattern.namespace else space)
        elif isinstance(pattern, URLPattern):
            yield f"{space}{pattern.name or pattern.pattern}"


def test_every_address_is_in_the_table_and_the_table_has_no_other() -> None:
    found = {name for name in names(get_resolver()) if not name.startswith("admin:")}
    assert found == {row.name for row in TABLE}


def admin_paths() -> list[str]:
    """Every address of the admin but the login itself, with a row's key where one is asked for."""
    paths = ["/admin/", "/admin/password_change/", "/admin/password_change/done/", "/admin/jsi18n/"]
    paths += [
        "/admin/autocomplete/",
        "/admin/no-such-page/",
        "/admin/r/1/1/",
        "/admin/accounts/user/1/password/",
    ]
    paths += [f"/admin/{label}/" for label in {model._meta.app_label for model in admin.site._registry}]
    for model in admin.site._registry:
        base = f"/admin/{model._meta.app_label}/{model._meta.model_name}/"
        paths += [base, *(f"{base}{page}" for page in ("add/", "1/change/", "1/history/", "1/delete/", "1/"))]
    return paths


def test_admin_is_closed_to_all_but_administrators(world: World) -> None:
    for role in set(ROLES) - {ADMINISTRATOR}:
        client = world.client(role)
        for path in admin_paths():
            for response in (client.get(path), client.post(path, {"post": "yes"})):
                assert response.status_code == 302, (role, path)
                assert response.headers["Location"].startswith("/admin/login/?next="), (role, path)
    assert Measure.objects.count() == 2


def test_admin_opens_to_administrators(world: World) -> None:
    client = world.client(ADMINISTRATOR)
    for path in admin_paths():
        assert client.get(path).status_code < 500, path
    for model in admin.site._registry:
        assert client.get(f"/admin/{model._meta.app_label}/{model._meta.model_name}/").status_code == 200, (
            model
        )


def test_admin_has_no_login_of_its_own(world: World) -> None:
    """One login, with its limits and second factors, for all."""
    assert world.client(ANONYMOUS).get("/admin/login/").headers["Location"].startswith("/accounts/login/")
    assert (
        world.client(ANONYMOUS).post("/admin/login/", {"username": "a", "password": "b"}).status_code == 302
    )
    assert world.client(READER).get("/admin/login/").status_code == 403


# What a reader can open, each in every way an internal measure might show through.
READABLE = [
    "/",
    "/measures/",
    f"/measures/?q={HIDDEN}",
    "/measures/?numbers=1",
    "/measures/?sort=title&sector=sector&region=region&document=document",
    "/measures/export.csv",
    "/measures/export.json",
    f"/measures/export.csv?q={HIDDEN}",
    "/documents/",
    "/sectors/",
    "/sectors/sector/",
    "/regions/",
    "/regions/region/",
    "/measures/public/",
    "/desk/",
]


def content(response: Any) -> str:
    data: bytes = b"".join(response.streaming_content) if response.streaming else response.content
    return data.decode()


@pytest.mark.parametrize("role", [ANONYMOUS, READER, OTHER])
def test_internal_measure_shows_to_no_reader(world: World, role: str) -> None:
    report(world.internal, world.people[OFFICIAL], progress=f"{HIDDEN} went on.")
    for path in READABLE:
        page = content(world.client(role).get(path, follow=True))
        assert world.internal.code not in page, path
        if "q=" not in path:  # which repeats what was searched for
            assert HIDDEN not in page, path


@pytest.mark.parametrize("role", [ANONYMOUS, READER, OTHER])
def test_internal_measure_marks_no_words_of_the_document(world: World, role: str) -> None:
    """The document itself is public: its words show, but not that a measure rests on them."""
    page = content(world.client(role).get("/documents/document/"))
    assert HIDDEN in page
    assert world.internal.code not in page


@pytest.mark.parametrize("role", INSIDERS)
def test_internal_measure_shows_to_those_it_concerns(world: World, role: str) -> None:
    client = world.client(role)
    for path in ("/measures/", "/measures/export.csv", "/documents/document/"):
        assert world.internal.code in content(client.get(path)), path


def test_internal_measure_is_in_no_number_a_reader_sees(world: World) -> None:
    """What a reader sees is the same, but for tokens, as if the internal measure were not there."""
    with_it = {path: content(world.client(ANONYMOUS).get(path)) for path in READABLE}
    world.internal.passages.all().delete()
    world.internal.delete()
    for path in READABLE:
        assert without_tokens(content(world.client(ANONYMOUS).get(path))) == without_tokens(with_it[path]), (
            path
        )


def without_tokens(page: str) -> str:
    return "\n".join(
        line for line in page.splitlines() if "csrfmiddlewaretoken" not in line and "nonce" not in line
    )


def test_refused_requests_change_nothing(world: World) -> None:
    for role in set(KNOWN) - set(LEADS) | {ANONYMOUS}:
        for measure in (world.public, world.internal):
            world.client(role).post(f"/measures/{measure.code}/progress/new/", REPORT)
    assert not ProgressUpdate.objects.exists()
