"""The ladder of reminders, night by night."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from measures.rules.ladder import CHAIN, STEPS, Addressee, Colour, Step, next_step
from tests.rules.given import days, days_between


def climb(nights: list[date], due_on: date) -> dict[int, tuple[date, Step]]:
    """The steps taken on the nights that ran."""
    taken: dict[int, tuple[date, Step]] = {}
    for night in nights:
        step = next_step(night, due_on, {number: when for number, (when, _step) in taken.items()})
        if step:
            assert step.number not in taken, "no step twice"
            taken[step.number] = (night, step)
    return taken


def around(due_on: date) -> list[date]:
    return days_between(due_on - timedelta(days=10), due_on + timedelta(days=60))


@given(days)
def test_a_night_every_day_takes_each_step_on_its_day(due_on: date) -> None:
    taken = climb(around(due_on), due_on)
    assert [((night - due_on).days, step.colour, step.addressee) for night, step in taken.values()] == [
        (-3, Colour.BLUE, Addressee.OFFICIAL),
        (1, Colour.YELLOW, Addressee.OFFICIAL),
        (7, Colour.RED, Addressee.HEAD),
        (14, Colour.RED, Addressee.REVIEWER),
    ]


@given(days, st.data())
def test_failed_nights_never_skip_a_step_nor_climb_in_a_hurry(due_on: date, data: st.DataObject) -> None:
    ran = data.draw(st.lists(st.booleans(), min_size=71, max_size=71))
    nights = [night for night, worked in zip(around(due_on), ran, strict=True) if worked]
    taken = climb(nights, due_on)
    late = [number for number in taken if number > 1]
    assert list(taken) == sorted(taken)
    assert late == list(range(2, 2 + len(late))), "each step only after the one before it"
    for number, (night, step) in taken.items():
        assert night >= due_on + timedelta(days=step.days)
        if step.colour == Colour.BLUE:
            assert night <= due_on, "blue is for a report that is not late"
        elif number - 1 in late:
            apart = step.days - STEPS[number - 2].days
            assert (night - taken[number - 1][0]).days >= apart


@given(days, st.integers(15, 200))
def test_a_ladder_that_starts_late_begins_with_the_official(due_on: date, late: int) -> None:
    nights = days_between(due_on + timedelta(days=late), due_on + timedelta(days=late + 30))
    taken = climb(nights, due_on)
    assert [((night - nights[0]).days, step.number) for night, step in taken.values()] == [
        (0, 2),
        (6, 3),
        (13, 4),
    ]


def test_a_night_run_for_an_earlier_day_climbs_nothing() -> None:
    due_on = date(2026, 4, 10)
    assert next_step(date(2026, 4, 20), due_on, {1: date(2026, 4, 7), 2: date(2026, 5, 1)}) is None


def test_steps_are_numbered_in_order_and_climb_the_chain() -> None:
    assert [step.number for step in STEPS] == [1, 2, 3, 4]
    assert [step.days for step in STEPS] == sorted(step.days for step in STEPS)
    rungs = [CHAIN.index(step.addressee) for step in STEPS]
    assert rungs == sorted(rungs)
