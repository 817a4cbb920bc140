"""The night: flag what is missing, decide who is told, queue a mail a person, send it."""

from measures.nightly.night import catch_up, preview, run
from measures.nightly.sending import deliver

__all__ = ["catch_up", "deliver", "preview", "run"]
