"""How answers, numbers and form fields look: a shape and a word, never a colour alone."""

from enum import StrEnum
from pathlib import Path

import pytest
from django import forms
from django.conf import settings
from django.core.paginator import Paginator
from django.template import Context, Template
from django.template.loader import render_to_string
from django.utils.translation import override

from measures.rules.words import ANSWERS, LABELS
from measures.templatetags.numbers import parts
from measures.templatetags.tracker import LOOKS, pages_around, percent, register


class Sample(forms.Form):
    title = forms.CharField(help_text="As the document names it.")
    status = forms.ChoiceField(choices=[("a", "A"), ("b", "B")], widget=forms.RadioSelect)
    due_on = forms.DateField()


def field_html(form: forms.Form, name: str) -> str:
    return render_to_string("components/field.html", {"field": form[name]})


@pytest.mark.parametrize("answer", ANSWERS.values(), ids=ANSWERS)
def test_looks_differ_within_an_answer(answer: type[StrEnum]) -> None:
    tones, shapes = [LOOKS[each].tone for each in answer], [LOOKS[each].icon for each in answer]
    assert len(set(tones)) == len(set(shapes)) == len(answer)


def test_looks_use_shapes_that_are_drawn() -> None:
    drawn = (Path(settings.BASE_DIR) / "static/icons/icons.svg").read_text()
    assert [look.icon for look in LOOKS.values() if f'id="{look.icon}"' not in drawn] == []


@pytest.mark.parametrize("language", ["en", "zh-hans"])
@pytest.mark.parametrize("name", ANSWERS)
def test_tag_says_the_word_in_the_language(name: str, language: str) -> None:
    with override(language):
        for member in ANSWERS[name]:
            assert str(LABELS[ANSWERS[name]][member]) in register.filters[f"{name}_tag"](member.value)


def test_percent_blank_is_not_zero() -> None:
    with override("en"):
        assert "no percent reported" in percent(None)
        assert "0%" in percent(0)


def test_bar_gives_percentages_from_six_up() -> None:
    with override("en"):
        few, enough = parts("status", {"delayed": 5}), parts("status", {"delayed": 6}, "/measures/?q=a")
    assert [part.percent for part in few] == [""]
    assert [(part.percent, part.url) for part in enough] == [("100%", "/measures/?q=a&status=delayed")]


@pytest.mark.parametrize(
    ("number", "shown"),
    [
        (1, [1, 2, None, 9]),
        (3, [1, 2, 3, 4, None, 9]),
        (5, [1, None, 4, 5, 6, None, 9]),
        (9, [1, None, 8, 9]),
    ],
)
def test_pagination_shows_ends_and_neighbours(number: int, shown: list[int | None]) -> None:
    assert pages_around(Paginator(range(90), 10).page(number)) == shown


def test_field_is_described_by_its_hint_and_error() -> None:
    html = field_html(Sample({"title": ""}), "title")
    assert 'aria-describedby="id_title_helptext id_title_error"' in html
    assert 'id="id_title_helptext"' in html
    assert 'id="id_title_error"' in html


def test_field_of_a_date_asks_for_a_date() -> None:
    assert 'type="date" name="due_on" value="2025-12-31"' in field_html(
        Sample({"due_on": "2025-12-31"}), "due_on"
    )


def test_error_summary_leads_to_the_first_option() -> None:
    html = render_to_string("components/error_summary.html", {"form": Sample({})})
    assert 'href="#id_status_0"' in html
    assert 'href="#id_title"' in html


def test_icons_are_hidden_from_screen_readers() -> None:
    assert 'aria-hidden="true"' in Template('{% load tracker %}{% icon "download" %}').render(Context())


@pytest.mark.parametrize("name", ["400.html", "500.html"])
def test_page_of_a_fault_needs_neither_request_nor_database(name: str) -> None:
    with override("en"):
        assert "<h1" in render_to_string(name)
