"""The shape of the house: sizes, who may import what, and what a template may hold."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from statistics import median

import pytest

ROOT = Path(__file__).resolve().parent.parent
ROOMS = ("accounts", "sectors", "measures", "qingdao_tracker")
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
PAGE_FRAMES = {"base.html", "components/plain.html"}
Function = ast.FunctionDef | ast.AsyncFunctionDef


def sources(*folders: str) -> list[Path]:
    files = (path for folder in folders for path in sorted((ROOT / folder).rglob("*.py")))
    return [path for path in files if "migrations" not in path.parts and path.stat().st_size]


def name(path: Path) -> str:
    return str(path.relative_to(ROOT))


PROJECT = [ROOT / "manage.py", *sources(*ROOMS)]
TREES = {path: ast.parse(path.read_text()) for path in PROJECT}


def lines(node: Function) -> int:
    return (node.end_lineno or node.lineno) - node.lineno + 1


def functions(tree: ast.AST) -> Iterator[Function]:
    return (node for node in ast.walk(tree) if isinstance(node, Function))


def modules_of(node: ast.AST) -> list[str]:
    """The modules an import statement names, as far as they can be told."""
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names]
    if isinstance(node, ast.ImportFrom):
        return [f"{node.module}.{alias.name}" for alias in node.names]
    return []


def imports(tree: ast.AST) -> list[str]:
    return [module for node in ast.walk(tree) for module in modules_of(node)]


def test_no_file_is_longer_than_350_lines() -> None:
    sizes = {name(path): len(path.read_text().splitlines()) for path in [*PROJECT, *sources("tests")]}
    assert not {path: size for path, size in sizes.items() if size > 350}
    assert median(size for path, size in sizes.items() if not path.startswith("tests/")) <= 80


def test_no_function_is_longer_than_40_lines() -> None:
    sizes = {
        f"{name(path)}:{node.name}": lines(node) for path, tree in TREES.items() for node in functions(tree)
    }
    assert not {function: size for function, size in sizes.items() if size > 40}
    assert median(sizes.values()) <= 8


def test_no_view_is_longer_than_25_lines() -> None:
    def is_view(node: Function) -> bool:
        return bool(node.args.args) and node.args.args[0].arg == "request" and not node.name.startswith("_")

    views = {path: tree for path, tree in TREES.items() if "views" in path.parts or path.stem == "views"}
    sizes = {
        f"{name(path)}:{node.name}": lines(node)
        for path, tree in views.items()
        for node in functions(tree)
        if is_view(node)
    }
    assert sizes
    assert not {view: size for view, size in sizes.items() if size > 25}


def test_no_layer_is_got_round_by_an_import_inside_a_function() -> None:
    """A heavy library may be imported late, for the start of a process; nothing of the house may."""
    inside = [
        f"{name(path)}:{function.name} imports {module}"
        for path, tree in TREES.items()
        for function in functions(tree)
        for module in imports(function)
        if module.startswith((*ROOMS, "django", "None."))
    ]
    assert not inside


def test_rules_import_nothing_of_django_but_translations() -> None:
    # How a language writes its days belongs to translation.
    translations = ("django.utils.translation.", "django.utils.formats.")
    for path in sources("measures/rules"):
        for module in imports(TREES[path]):
            assert not module.startswith("django") or module.startswith(translations), (
                f"{name(path)} imports {module}"
            )
            assert not module.startswith(("accounts", "sectors", "qingdao_tracker")), (
                f"{name(path)} imports {module}"
            )
            assert not module.startswith("measures.") or module.startswith("measures.rules."), name(path)


def test_there_are_no_model_signals_and_no_utilities() -> None:
    for path, tree in TREES.items():
        assert path.stem not in ("utils", "helpers", "signals", "services", "managers", "selectors"), name(
            path
        )
        for module in imports(tree):
            assert not module.startswith(("django.db.models.signals", "django.dispatch")), name(path)


def test_the_day_comes_as_an_argument_below_views_tasks_and_commands() -> None:
    below = sources(
        *(f"measures/{room}" for room in ("rules", "models", "actions", "nightly", "exchange", "filters"))
    )
    own_clock = re.compile(
        r"\b(localdate|localtime|now)\(\)\.date|\blocaldate\(\)|\bdate\.today\(|\bdatetime\.now\("
    )
    assert not [name(path) for path in below if own_clock.search(path.read_text())]


def template_name(path: Path) -> str:
    return str(path.relative_to(ROOT / "templates"))


def extended(template: str) -> str:
    """The template it ends in, after all `extends`."""
    found = re.match(r'\s*\{% extends "([^"]+)" %\}', (ROOT / "templates" / template).read_text())
    return extended(found[1]) if found else template


def rendered() -> set[str]:
    """Whole templates that views render; a fragment is named with its page as "page.html#fragment"."""
    texts = (path.read_text() for path in PROJECT if "views" in path.parts or path.stem == "views")
    return {found for text in texts for found in re.findall(r'"([\w/]+\.html)"', text)}


def test_every_page_extends_the_base() -> None:
    errors = {path.name for path in (ROOT / "templates").glob("[45]*.html")}
    assert {"404.html", "403.html", "500.html"} <= errors
    for page in rendered() | errors:
        assert extended(page) in PAGE_FRAMES, page


def test_only_the_base_writes_a_pages_frame() -> None:
    frames = {template_name(path) for path in TEMPLATES if "<html" in path.read_text()}
    mails = {frame for frame in frames if frame.startswith("emails/")}
    assert frames - mails == PAGE_FRAMES


OUTSIDE = re.compile(
    r"""(?:src|srcset|href|action|data|poster|hx-[a-z]+|url)\s*[=(]\s*["']?\s*(?:https?:)?//[^"'\s>)]+"""
)
FORBIDDEN = {
    "an inline handler": re.compile(r"""\son[a-z]+\s*=\s*["'{]""", re.IGNORECASE),
    "a script as address": re.compile(r"javascript:", re.IGNORECASE),
    "a style attribute": re.compile(r"""\sstyle\s*=\s*["'{]""", re.IGNORECASE),
    "a style element without nonce": re.compile(r"<style(?![^>]*nonce=)", re.IGNORECASE),
    # Files of our own and data are let through by the policy; what stands in the page itself needs the nonce.
    "a script without nonce": re.compile(
        r"""<script(?![^>]*(?:nonce=|src=|type="application/json"))""", re.IGNORECASE
    ),
    "an outside host": OUTSIDE,
}
# Mails are styled for clients that know no style sheets, and go out of the house.
PAGES = [path for path in TEMPLATES if "emails" not in path.parts]


@pytest.mark.parametrize("what", FORBIDDEN)
def test_no_template_holds(what: str) -> None:
    assert not [template_name(path) for path in PAGES if FORBIDDEN[what].search(path.read_text())]


@pytest.mark.parametrize(
    ("what", "text"),
    [
        ("an inline handler", '<a onclick="x()">'),
        ("a script as address", '<a href="javascript:x">'),
        ("a style attribute", '<p style="color: red">'),
        ("a style element without nonce", "<style>"),
        ("a script without nonce", "<script>alert()</script>"),
        ("a script without nonce", '<script type="module">'),
        ("an outside host", '<img src="https://example.org/x.png">'),
        ("an outside host", '<link href="//example.org/x.css">'),
    ],
)
def test_what_no_template_holds_would_be_noticed(what: str, text: str) -> None:
    assert FORBIDDEN[what].search(text)


def test_styles_and_scripts_call_no_outside_host() -> None:
    files = [
        path
        for folder in ("css", "scss", "js")
        for path in (ROOT / "static" / folder).rglob("*")
        if path.is_file()
    ]
    assert files
    outside = re.compile(
        r"""(?:url\(|@import|fetch\(|import\(|from|src=|XMLHttpRequest)\s*["'(]?\s*(?:https?:)?//[a-z]"""
    )
    assert not [name(path) for path in files if outside.search(path.read_text(errors="replace"))]
