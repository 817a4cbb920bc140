"""Asking a WSGI application in this process, as a server would: environ in, body joined and closed out."""

import io
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import cache
from importlib import import_module
from time import perf_counter
from typing import Any

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY

from accounts.models import User

Application = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]


@cache
def product() -> Application:
    """The application as the web process has it, loaded when it is first asked for."""
    application: Application = import_module("qingdao_tracker.wsgi").application
    return application


@dataclass(frozen=True)
class Ask:
    """One request."""

    address: str
    cookie: str = ""
    fragment: bool = False
    form: str = ""


@dataclass
class Answer:
    status: str = ""
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes = b""
    size: int = 0
    seconds: float = 0.0
    first_byte: float = 0.0


def ask(application: Application, request: Ask, *, keep: bool = True) -> Answer:
    """The whole answer, and how long the first byte and all of it took; without `keep` the body goes as it comes."""
    answer = Answer()

    def start_response(status: str, headers: list[tuple[str, str]], _error: Any = None) -> None:
        answer.status, answer.headers = status, dict(headers)

    environ = _environ(request)
    start = perf_counter()
    parts: list[bytes] = []
    answering = application(environ, start_response)
    for part in answering:
        if part and not answer.size:
            answer.first_byte = perf_counter() - start
        answer.size += len(part)
        if keep:
            parts.append(part)
    answer.body = b"".join(parts)
    if close := getattr(answering, "close", None):
        close()
    answer.seconds = perf_counter() - start
    return answer


def _environ(request: Ask) -> dict[str, Any]:
    path, _, query = request.address.partition("?")
    body = request.form.encode()
    environ = {
        "REQUEST_METHOD": "POST" if body else "GET",
        "SCRIPT_NAME": "",
        "PATH_INFO": path,
        "QUERY_STRING": query,
        "SERVER_NAME": "bench.example",
        "SERVER_PORT": "443",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "HTTP_HOST": "bench.example",
        "HTTP_ACCEPT_LANGUAGE": "en",
        "HTTP_REFERER": "https://bench.example/",
        "REMOTE_ADDR": "127.0.0.1",
        "CONTENT_TYPE": "application/x-www-form-urlencoded" if body else "",
        "CONTENT_LENGTH": str(len(body)),
        "wsgi.url_scheme": "https",
        "wsgi.input": io.BytesIO(body),
        "wsgi.errors": io.StringIO(),
        "wsgi.version": (1, 0),
        "wsgi.multithread": False,
        "wsgi.multiprocess": True,
        "wsgi.run_once": False,
    }
    if request.cookie:
        environ["HTTP_COOKIE"] = request.cookie
    if request.fragment:
        environ["HTTP_HX_REQUEST"] = "true"
    return environ


def cookie_of(username: str) -> str:
    """The cookie of a new session of the person, logged in."""
    user = User.objects.get(username=username)
    session = import_module(settings.SESSION_ENGINE).SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.save()
    return f"{settings.SESSION_COOKIE_NAME}={session.session_key}"
