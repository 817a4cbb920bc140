"""The words of a text and of a query, in English and Chinese.

Chinese is cut into words (a two-character word is found, half of another word is not) and single characters;
Latin words lose case, accents and full width. Both sides are cut by the same functions, so that they meet on any
database.
"""

import re
from functools import cache
from types import ModuleType
from unicodedata import category, normalize

_WORD = re.compile(r"[^\W_]+(?:[-'][^\W_]+)*")
_CHINESE = re.compile(r"[㐀-鿿]")
_QUERY_WORDS = 12
# PostgreSQL refuses words of more than 2,046 bytes, and more than a megabyte of them.
_WORD_LENGTH = 100
_TEXT_LENGTH = 100_000


def _fold(text: str) -> str:
    """The text as words are compared: “Ｃａｆé’s” as "cafe's"."""
    if not text.isascii():
        text = "".join(each for each in normalize("NFKD", text.casefold()) if category(each) != "Mn")
        text = normalize("NFC", text).replace("’", "'")
    return text.casefold()[:_TEXT_LENGTH]


@cache
def _cutter() -> ModuleType:
    # Here and not above: loading its dictionary takes a fifth of the start of every process, and few search.
    import rjieba

    return rjieba


def _words(text: str, *, parts: bool) -> list[str]:
    found: list[str] = []
    cut = _cutter().cut_for_search if parts else _cutter().cut
    for word in _WORD.findall(_fold(text)):
        if _CHINESE.search(word):
            found.extend(piece for piece in cut(word) if _WORD.fullmatch(piece))
            if parts:
                found.extend(_CHINESE.findall(word))
        else:
            found.append(word)
            if parts and "-" in word:
                found.extend(word.split("-"))
    return [word[:_WORD_LENGTH] for word in found]


def index_words(text: str) -> str:
    """The text's words, their parts and Chinese characters, each once, joined by spaces: kept for the search."""
    return " ".join(dict.fromkeys(_words(text, parts=True)))


def query_words(text: str) -> list[str]:
    """The words a query asks for, all of them, at most a dozen; a Latin one also for what it begins."""
    return list(dict.fromkeys(_words(text[:400], parts=False)))[:_QUERY_WORDS]


def is_chinese(word: str) -> bool:
    return bool(_CHINESE.search(word))
