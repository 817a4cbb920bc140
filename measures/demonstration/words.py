"""The words of invented reports: a theme's steps, put into a status's sentences."""

from functools import cache
from random import Random
from typing import Any

from measures.demonstration.material import read
from measures.demonstration.stories import Said
from measures.models import Measure
from measures.rules.words import Status


@cache
def _words() -> dict[str, Any]:
    return dict(read("words"))


class Author:
    """Writes the reports on one measure; its steps come one after the other."""

    def __init__(self, measure: Measure, rng: Random) -> None:
        themes, sector = _words()["themes"], measure.sector
        self.steps = themes.get(sector.slug) or themes[(sector.parent or sector).slug]
        self.order = rng.sample(range(len(self.steps["en"])), len(self.steps["en"]))
        self.rng = rng
        self.count = 0

    def texts(self, said: Said, language: str) -> dict[str, str]:
        """The text columns of a report; "nothing changed" has none."""
        if said.unchanged:
            return {}
        words = _words()
        here, next_one = (self.order[(self.count + each) % len(self.order)] for each in (0, 1))
        self.count += 1
        steps = {"a": self.steps[language][here], "b": self.steps[language][next_one]}
        if said.backdated:
            return {"progress": self._write(words["backdated"], steps, language)}
        texts = {"progress": self._write(words["progress"][said.status], steps, language)}
        if said.status in words["problems"]:
            texts["problems"] = self._write(words["problems"][said.status], steps, language)
        if said.status == Status.NOT_PURSUED:
            texts["reason"] = self._write(words["reasons"]["not_pursued"], steps, language)
        elif said.status != Status.COMPLETED:
            texts["next_steps"] = self._write(words["next_steps"], steps, language)
        return texts

    def _write(self, sentences: dict[str, list[str]], steps: dict[str, str], language: str) -> str:
        text = self.rng.choice(sentences[language]).format_map(steps)
        return ". ".join(part[:1].upper() + part[1:] for part in text.split(". "))

    @staticmethod
    def return_reason(language: str) -> str:
        return str(_words()["reasons"]["returned"][language][0])
