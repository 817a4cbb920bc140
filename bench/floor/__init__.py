"""The floor: the pages' questions in bare SQL behind a bare WSGI function, answered as lines of text.

It asks the same tables on the same indexes, and knows no template, language or permission but the one that
visitors see public measures alone, and analysts, found by their session, all.
"""

from collections.abc import Callable, Iterable
from typing import Any
from urllib.parse import parse_qs

from bench.bare import rows
from bench.floor.export import export
from bench.floor.listing import measure_list, numbers
from bench.floor.measure import measure

__all__ = ["application"]


def role_of(session: str, person: str) -> str:
    """The person's role, if the session is theirs to use; the product finds the person in the session's signed data."""
    [_found] = rows("SELECT session_data, expire_date FROM django_session WHERE session_key = ?", session)
    [(role, active)] = rows("SELECT role, is_active FROM accounts_user WHERE id = ?", int(person))
    return str(role) if active else ""


def application(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    query = parse_qs(environ["QUERY_STRING"])
    if "as" in query:
        query["role"] = [role_of(environ["HTTP_COOKIE"].partition("=")[2], query["as"][0])]
    path = environ["PATH_INFO"]
    start_response("200 OK", [("Content-Type", "text/plain; charset=utf-8")])
    if path == "/measures/":
        return numbers(query) if "numbers" in query else measure_list(query)
    if path == "/measures/export.csv":
        return export(query)
    return measure(query, path.split("/")[2])
