"""Every value has its words."""

from enum import StrEnum

import pytest

from measures.rules import words
from measures.rules.words import FINAL, LABELS, NEXT, Status, choices, label, needs_reason

ENUMS = [each for each in vars(words).values() if isinstance(each, type) and issubclass(each, StrEnum)]
ENUMS.remove(StrEnum)


@pytest.mark.parametrize("kind", ENUMS, ids=lambda kind: kind.__name__)
def test_every_value_has_a_label_of_its_own(kind: type[StrEnum]) -> None:
    assert list(LABELS[kind]) == list(kind)
    labels = [str(label(member)) for member in kind]
    assert all(labels)
    assert len(set(labels)) == len(labels)
    assert [value for value, _label in choices(kind)] == [member.value for member in kind]


@pytest.mark.parametrize("before", Status)
def test_every_status_says_what_may_come_next(before: Status) -> None:
    assert NEXT[before]
    assert Status.NOT_REPORTED not in NEXT[before], "nobody can take back that something was said"
    assert NEXT[before] >= FINAL, "a measure may be completed or given up at any time"
    assert before == Status.NOT_REPORTED or before in NEXT[before], "saying the same again is an answer"


def test_work_that_began_never_goes_back_to_not_started() -> None:
    began = {Status.ON_TRACK, Status.AT_RISK, Status.DELAYED, Status.COMPLETED}
    assert not [before for before in began if Status.NOT_STARTED in NEXT[before]]


@pytest.mark.parametrize("before", Status)
def test_giving_up_needs_a_reason_and_so_does_taking_a_final_answer_back(before: Status) -> None:
    assert needs_reason(before, Status.NOT_PURSUED)
    assert needs_reason(before, Status.ON_TRACK) is (before in FINAL)
    assert needs_reason(before, Status.COMPLETED) is (before == Status.NOT_PURSUED)
