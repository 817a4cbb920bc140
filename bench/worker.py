"""A process that has one database open, so that two sizes can be asked in turn."""

import os
from concurrent.futures import ProcessPoolExecutor
from importlib import import_module
from multiprocessing import get_context, parent_process
from threading import Thread
from typing import Any

import django
from django.conf import settings

from bench.place import Place


class Worker:
    """Runs functions of this package, named as "module.function", in a process of its own."""

    def __init__(self, place: Place) -> None:
        self.place = place
        self.pool = ProcessPoolExecutor(1, get_context("spawn"), open_place, (place.environment(),))

    def __call__(self, name: str, *args: Any) -> Any:
        return self.pool.submit(call, name, args).result()

    def close(self) -> None:
        self.pool.shutdown()


def open_place(environment: dict[str, str]) -> None:
    Thread(target=end_with_parent, daemon=True).start()
    os.environ.update(environment)
    django.setup()
    # Hashed names as in production, in the database's folder: a checkout is left as it is.
    settings.STATIC_ROOT = settings.STATE_DIR / "static"


def end_with_parent() -> None:
    """A killed bench leaves no process behind."""
    if parent := parent_process():
        parent.join()
        os._exit(1)


def call(name: str, args: tuple[Any, ...]) -> Any:
    module, function = name.rsplit(".", 1)
    return getattr(import_module(f"bench.{module}"), function)(*args)
