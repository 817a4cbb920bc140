"""Working days of the People's Republic: weekends, public holidays and make-up working days."""

from collections.abc import Mapping
from datetime import date, timedelta
from functools import cache

import holidays

Overrides = Mapping[date, bool]
DAY = timedelta(days=1)
_NONE: Overrides = {}


@cache
def _year(year: int) -> tuple[frozenset[date], frozenset[date]]:
    """Days off on weekdays, and weekend days that are worked, of one year."""
    known = holidays.country_holidays("CN", years=year)
    return frozenset(known), frozenset(known.weekend_workdays)


def is_working_day(day: date, overrides: Overrides = _NONE) -> bool:
    """Whether offices work that day; an override (True: worked) beats the library."""
    if day in overrides:
        return overrides[day]
    off, made_up = _year(day.year)
    return day in made_up or (day.weekday() < 5 and day not in off)


def next_working_day(day: date, overrides: Overrides = _NONE) -> date:
    """The day itself where it is worked, else the first worked day after it."""
    while not is_working_day(day, overrides):
        day += DAY
    return day


def add_working_days(day: date, count: int, overrides: Overrides = _NONE) -> date:
    """The `count`-th working day after `day`."""
    for _ in range(count):
        day = next_working_day(day + DAY, overrides)
    return day
