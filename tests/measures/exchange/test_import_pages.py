"""The import pages, by role, and the command."""

from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.core.management.base import CommandError
from django.test import Client
from django.urls import reverse

from accounts.models import User
from measures.models import ImportBatch, Measure
from tests.factories import make_department, make_measure, make_member, make_user
from tests.measures.exchange.sheets import sheet

pytestmark = pytest.mark.django_db


@pytest.fixture
def admin(client: Client) -> Client:
    client.force_login(make_user(User.Role.ADMINISTRATOR))
    return client


def upload(client: Client, content: bytes, name: str = "x.csv") -> Any:
    return client.post(reverse("import_new"), {"file": SimpleUploadedFile(name, content)})


def test_strangers_log_in_and_others_are_refused(client: Client) -> None:
    batch = ImportBatch.objects.create(file_name="x.csv", content=b"code\n", sha256="")
    pages = [reverse("import_new"), reverse("import_batch", args=[batch.pk])]
    for page in pages:
        assert client.get(page).headers["Location"].startswith(reverse("account_login"))
    for user in (
        make_user(),
        make_user("analyst"),
        make_user("reviewer"),
        make_member(make_measure().lead_department),
    ):
        client.force_login(user)
        assert {client.get(page).status_code for page in pages} == {403}
        assert {client.post(page).status_code for page in pages} == {403}


def test_import_pages_say_where_what_they_compare_with_is_invented(admin: Client) -> None:
    batch = ImportBatch.objects.create(file_name="x.csv", content=b"code\n", sha256="")
    pages = [reverse("import_new"), reverse("import_batch", args=[batch.pk])]
    assert not any("Demonstration data:" in admin.get(page).content.decode() for page in pages)
    make_department(is_demonstration=True)
    assert all("Demonstration data:" in admin.get(page).content.decode() for page in pages)


def test_upload_preview_apply_undo(admin: Client) -> None:
    measure = make_measure(title_en="Old <b>")
    preview = upload(admin, sheet({"code": measure.code, "title_en": "New & shiny"}))
    batch = ImportBatch.objects.get()
    assert preview.headers["Location"] == reverse("import_batch", args=[batch.pk])
    page = admin.get(preview.headers["Location"])
    assert "Old &lt;b&gt;" in page.text
    assert "New &amp; shiny" in page.text
    assert Measure.objects.get().title == "Old <b>"
    digest = page.context["plan"].digest
    done = admin.post(preview.headers["Location"], {"action": "apply", "plan": digest}, follow=True)
    assert "The file was imported." in done.text
    assert "Undo this import" in done.text
    assert Measure.objects.get().title == "New & shiny"
    undone = admin.post(preview.headers["Location"], {"action": "undo"}, follow=True)
    assert "The import was undone." in undone.text
    assert Measure.objects.get().title == "Old <b>"
    assert "Undone" in admin.get(reverse("import_new")).text


def test_preview_that_is_out_of_date_imports_nothing(admin: Client) -> None:
    measure = make_measure(title_en="Old")
    address = upload(admin, sheet({"code": measure.code, "title_en": "New"})).headers["Location"]
    answer = admin.post(address, {"action": "apply", "plan": "another"}, follow=True)
    assert "Nothing was imported" in answer.text
    assert Measure.objects.get().title == "Old"


def test_wrong_file_is_kept_and_shows_its_faults(admin: Client) -> None:
    measure = make_measure()
    address = upload(admin, sheet({"code": measure.code, "due_on": "soon"})).headers["Location"]
    page = admin.get(address)
    assert "Row 2, column B (due_on)" in page.text
    assert "Apply" not in page.text
    refused = admin.post(address, {"action": "apply", "plan": page.context["plan"].digest}, follow=True)
    assert "nothing was imported" in refused.text


def test_file_that_cannot_be_read_is_an_error_of_the_form(admin: Client) -> None:
    answer = upload(admin, b"%PDF-1.7", "x.pdf")
    assert answer.status_code == 422
    assert "cannot be imported" in answer.text
    assert "required" in admin.post(reverse("import_new")).text
    assert not ImportBatch.objects.exists()


def test_upload_over_the_limit_is_refused_by_the_form_and_far_over_it_at_once(
    admin: Client, settings: Any
) -> None:
    settings.IMPORT_MAX_BYTES = 1_000
    answer = upload(admin, b"x" * 1_001)
    assert (answer.status_code, "too large" in answer.text) == (422, True)
    assert upload(admin, b"x" * 3_000).status_code in (400, 413)


def test_every_part_of_a_preview_is_paged(admin: Client, django_assert_max_num_queries: Any) -> None:
    measure = make_measure()
    rows = [
        {
            "code": f"QD-{number}",
            "title_en": "x",
            "sector": measure.sector.slug,
            "document": measure.document.slug,
        }
        for number in range(120)
    ]
    address = upload(admin, sheet(*rows)).headers["Location"]
    with django_assert_max_num_queries(20):
        page = admin.get(address, {"show": "added", "page": "3"})
    assert [change.key[0] for change, _lines in page.context["rows"]] == [
        f"QD-{number}" for number in range(100, 120)
    ]
    assert admin.get(address, {"show": "missing"}).status_code == 200
    assert admin.get(address, {"show": "nonsense"}).status_code == 200


@pytest.mark.parametrize("form", ["csv", "json", "xlsx"])
def test_export_shows_what_the_person_may_see(client: Client, form: str) -> None:
    make_measure(code="QD-1")
    make_measure(code="QD-2", visibility="internal")
    address = reverse("measure_export", args=[form])

    def size() -> int:
        answer = client.get(address, {"sort": "-code"})
        assert f".{form}" in answer.headers["Content-Disposition"]
        return len(answer.getvalue())

    public = size()
    client.force_login(make_user("analyst"))
    assert size() > public


def test_export_takes_the_parameters_of_the_list(client: Client) -> None:
    wanted = make_measure(code="QD-1")
    make_measure(code="QD-2")
    answer = client.get(reverse("measure_export", args=["csv"]), {"sector": wanted.sector.slug})
    text = answer.getvalue().decode()
    assert "QD-1" in text
    assert "QD-2" not in text
    assert client.get("/measures/export.pdf").status_code == 404


def run(path: Path, *options: str) -> str:
    out = StringIO()
    call_command("import_measures", str(path), *options, stdout=out)
    return out.getvalue()


def test_command_shows_the_plan_and_applies_it(tmp_path: Path) -> None:
    measure = make_measure(title_en="Old")
    file = tmp_path / "x.csv"
    file.write_bytes(sheet({"code": measure.code, "title_en": "New"}))
    shown = run(file, "--dry-run")
    assert f"~ measure {measure.code}\n    title_en: Old → New\n" in shown
    assert "0 added, 1 changed" in shown
    assert Measure.objects.get().title == "Old"
    assert not ImportBatch.objects.exists()
    assert "Applied as import" in run(file)
    assert Measure.objects.get().title == "New"
    assert "Applied" not in run(file)


def test_command_names_each_error_and_exits_with_one(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    measure = make_measure()
    file = tmp_path / "x.csv"
    file.write_bytes(sheet({"code": measure.code, "due_on": "soon"}, {"code": "", "due_on": ""}))
    with pytest.raises(SystemExit) as stopped:
        run(file)
    assert stopped.value.code == 1
    assert [line.split(": ")[1] for line in capsys.readouterr().err.splitlines()] == [
        "Row 2, column B (due_on)",
    ]
    with pytest.raises(CommandError, match="No such file"):
        run(tmp_path / "none.csv")
