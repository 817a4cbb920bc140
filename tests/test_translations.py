"""Every text a person reads is there in Chinese."""

import ast
import gettext
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from django.utils.translation.template import templatize

ROOT = Path(__file__).resolve().parent.parent
LOCALE = ROOT / "locale/zh_Hans/LC_MESSAGES"
ROOMS = ("accounts", "sectors", "measures", "qingdao_tracker")
SINGULAR = {"_", "gettext", "gettext_lazy", "gettext_noop"}
PLURAL = {"ngettext", "ngettext_lazy"}
CONTEXT = {"pgettext", "pgettext_lazy"}
LITERAL = r"""(u?"(?:[^"\\]|\\.)*"|u?'(?:[^'\\]|\\.)*')"""
CALL = re.compile(rf"\b(_|gettext|ngettext|pgettext|npgettext)\(\s*{LITERAL}(?:,\s*{LITERAL})?")
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%[sd]|\{\w*\}")
Message = tuple[str, str]  # context (or empty) and msgid


def in_python(source: str) -> Iterator[Message]:
    for node in ast.walk(ast.parse(source)):
        if not isinstance(node, ast.Call):
            continue
        called = node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")
        texts = [
            each.value for each in node.args if isinstance(each, ast.Constant) and isinstance(each.value, str)
        ]
        if called in SINGULAR | PLURAL and texts:
            yield "", texts[0]
        elif called in CONTEXT and len(texts) == 2:
            yield texts[0], texts[1]


def in_template(source: str) -> Iterator[Message]:
    """`templatize` writes a template's texts as calls, as `makemessages` reads them."""
    for call, first, second in CALL.findall(templatize(source)):
        texts = [ast.literal_eval(each.lstrip("u")) for each in (first, second) if each]
        yield (texts[0], texts[1]) if call.endswith("pgettext") else ("", texts[0])


@cache
def messages() -> dict[Message, str]:
    """Each message with the first file it stands in."""
    found: dict[Message, str] = {}
    for path in sorted(path for room in ROOMS for path in (ROOT / room).rglob("*.py")):
        if "migrations" not in path.parts:
            for message in in_python(path.read_text()):
                found.setdefault(message, str(path.relative_to(ROOT)))
    for path in sorted((ROOT / "templates").rglob("*.*")):
        for message in in_template(path.read_text()):
            found.setdefault(message, str(path.relative_to(ROOT)))
    return found


def entries(po: str) -> Iterator[dict[str, str]]:
    """The catalogue's entries, texts by keyword (msgid, msgstr …); fuzzy and obsolete ones left out."""
    for block in re.split(r"\n\s*\n", po):
        if re.search(r"^#, .*fuzzy", block, re.MULTILINE):
            continue
        entry: dict[str, str] = {}
        keyword = ""
        for line in block.splitlines():
            if found := re.match(r'(msg[\w\[\]]+)\s+(".*")$', line):
                keyword, text = found[1], found[2]
                entry[keyword] = ast.literal_eval(text)
            elif line.startswith('"') and keyword:
                entry[keyword] += ast.literal_eval(line)
        if entry:
            yield entry


@cache
def catalogue() -> dict[Message, str]:
    """The Chinese of each message."""
    found = entries((LOCALE / "django.po").read_text())
    return {
        (entry.get("msgctxt", ""), entry["msgid"]): entry.get("msgstr") or entry.get("msgstr[0]", "")
        for entry in found
    }


def test_messages_are_found_in_python_and_in_templates() -> None:
    """The search for texts itself: without it the tests below would pass on nothing."""
    source = """_("one"); ngettext("%(n)s day", "%(n)s days", n); pgettext("month", "May"); print("none")"""
    assert list(in_python(source)) == [("", "one"), ("", "%(n)s day"), ("month", "May")]
    template = """{% load i18n %}{% translate "two" %} none {% translate "May" context "month" %}
        {% blocktranslate trimmed count n=n %}  {{ n }} day
        {% plural %}{{ n }} days{% endblocktranslate %}{{ _("three") }}"""
    assert set(in_template(template)) == {("", "two"), ("month", "May"), ("", "%(n)s day"), ("", "three")}
    assert len(messages()) > 300


def test_every_text_has_its_chinese() -> None:
    missing = {message: place for message, place in messages().items() if not catalogue().get(message)}
    assert not missing


def test_chinese_keeps_the_placeholders() -> None:
    for message in messages():
        kept = set(PLACEHOLDER.findall(catalogue().get(message, "")))
        # A plural form may leave the number out of the singular.
        assert kept >= set(PLACEHOLDER.findall(message[1])) or not catalogue().get(message), message
        assert all(each in PLACEHOLDER.findall(message[1]) or "n" in each for each in kept), message


def test_compiled_catalogue_says_the_same() -> None:
    with (LOCALE / "django.mo").open("rb") as file:
        compiled = gettext.GNUTranslations(file)
    stale = {
        message: chinese
        for message, chinese in catalogue().items()
        if message in messages() and chinese != translated(compiled, message)
    }
    assert not stale


def translated(compiled: gettext.GNUTranslations, message: Message) -> str:
    context, text = message
    found = compiled.pgettext(context, text) if context else compiled.gettext(text)
    return found if found != text else compiled.ngettext(text, text, 1)


@pytest.mark.parametrize("po", ['msgid "a"\nmsgstr "b"\n"c"\n', 'msgid ""\n"a"\nmsgstr[0] "bc"'])
def test_catalogue_is_read_as_gettext_reads_it(po: str) -> None:
    (entry,) = entries(po)
    assert (entry["msgid"], entry.get("msgstr") or entry["msgstr[0]"]) == ("a", "bc")


def test_fuzzy_and_obsolete_entries_do_not_count() -> None:
    assert not list(entries('#, fuzzy\nmsgid "a"\nmsgstr "b"\n\n#~ msgid "c"\n#~ msgstr "d"\n'))
