"""The mail itself: what it says, in whose language, and that it reads in mail programs."""

import re
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from django.core.mail import EmailAlternative

from accounts.models import User
from measures.models import Digest
from measures.nightly.mail import compose
from measures.nightly.owed import Line, Owed
from measures.rules.ladder import Colour
from tests.factories import TODAY, make_user

pytestmark = pytest.mark.django_db
LINE = Line(
    code="PORT-1",
    titles=("Build <a> port", "建设港口"),
    departments=("Port Bureau", "港口局"),
    cadence="quarterly",
    period_end=date(2025, 12, 31),
    due_on=date(2026, 1, 12),
    last_report_on=date(2025, 10, 9),
    colour=Colour.RED,
    days_late=62,
    reports=True,
)


def written(*lines: Line, total: int | None = None, late: int = 1, **person: Any) -> tuple[str, str, str]:
    """Subject, text and HTML of the mail to a person with these properties."""
    digest = Digest(pk=5, recipient=make_user(**person), night=TODAY)
    mail = compose(digest, Owed(list(lines), total=total or len(lines), late=late), TODAY)
    html = mail.alternatives[0]
    assert isinstance(html, EmailAlternative)
    return str(mail.subject), str(mail.body), str(html.content)


def test_line_says_all_there_is_to_know() -> None:
    _subject, text, html = written(LINE)
    for part in ("PORT-1", "Port Bureau", "62 days late", "Red notice", "2026"):
        assert part in text
        assert part in html
    assert "Build <a> port" in text
    assert "Build &lt;a&gt; port" in html
    for body in (text, html):
        assert "http://127.0.0.1:8000/measures/PORT-1/progress/new/" in body
        assert "never reported" not in body


def test_never_reported_is_said() -> None:
    assert "never reported" in written(replace(LINE, last_report_on=None))[1]


@pytest.mark.parametrize(
    ("total", "late", "subject"),
    [
        (1, 1, "1 report overdue"),
        (3, 3, "3 reports overdue"),
        (2, 0, "2 reports due"),
        (3, 2, "2 reports overdue, 1 report due"),
    ],
)
def test_subject_says_how_many_and_how_urgent(total: int, late: int, subject: str) -> None:
    assert written(LINE, total=total, late=late)[0] == subject


def test_colours_are_words_too() -> None:
    for colour, words in (("blue", "Blue notice"), ("yellow", "Yellow notice"), ("red", "Red notice")):
        assert words in written(replace(LINE, colour=Colour(colour)))[1]
    assert "notice" not in written(replace(LINE, colour=None))[1]


def test_content_is_in_the_persons_language() -> None:
    _subject, text, html = written(LINE, language="zh-hans")
    assert "建设港口" in text
    assert "港口局" in text
    assert "2026年1月12日" in text
    assert '<html lang="zh-hans"' in html


def test_title_without_translation_falls_back() -> None:
    assert "Build" in written(replace(LINE, titles=("Build", "")), language="zh-hans")[1]


def test_demonstration_is_called_so() -> None:
    subject, text, html = written(LINE, is_demonstration=True)
    assert "Demonstration" in subject
    assert "demonstration data" in text
    assert "demonstration data" in html
    assert "emonstration" not in "".join(written(LINE))


def test_lines_beyond_the_limit_are_counted() -> None:
    _subject, text, html = written(LINE, total=41)
    assert "40 more" in text
    assert "40 more" in html


def test_who_watches_is_not_asked_to_report() -> None:
    text = written(replace(LINE, reports=False), role=User.Role.REVIEWER)[1]
    assert "progress/new" not in text
    assert "/desk/" not in text


def test_html_needs_no_style_sheet_and_loads_nothing() -> None:
    html = written(LINE)[2]
    assert "<style" not in html
    assert "<link" not in html
    assert "src=" not in html
    assert re.search(r'<td class="line red" style="[^"]*border-left', html)
    assert 'role="presentation"' in html
    assert 'name="viewport"' in html


def test_text_has_no_stray_blank_lines_or_markup() -> None:
    text = written(LINE, LINE)[1]
    assert "\n\n\n" not in text.strip()
    assert "&" not in text
