"""Eight writers at once, each logging updates: through the product's form, and as bare transactions."""

import time
from concurrent.futures import ProcessPoolExecutor
from datetime import date, timedelta
from itertools import cycle, islice
from multiprocessing import get_context
from typing import Any
from urllib.parse import urlencode
from uuid import uuid4

from bench.bare import connect, dialect, is_postgresql
from bench.place import Place, today
from bench.results import Written
from bench.site import Ask, ask, cookie_of, product
from bench.worker import call, open_place
from measures.models import Measure, ProgressUpdate

WRITERS = 8
CSRF = "b" * 32


def written(place: Place, each: int, rounds: int) -> Written:
    """Both in turn, by the same eight processes."""
    result = Written()
    with ProcessPoolExecutor(WRITERS, get_context("spawn"), open_place, (place.environment(),)) as pool:
        shares = pool.submit(call, "writers.shares", ((rounds + 1) * each,)).result()
        for number in range(rounds + 1):
            mark = uuid4().hex
            part = [share[number * each : (number + 1) * each] for share in shares]
            rates = []
            for kind in ("through_form", "in_sql"):
                start = time.time() + 0.5
                tasks = [pool.submit(call, f"writers.{kind}", (share, mark + kind, start)) for share in part]
                spans = [task.result() for task in tasks]
                rates.append(WRITERS * each / (max(span[0] for span in spans) - start))
                if kind == "through_form" and number:
                    result.latencies += [one for span in spans for one in span[1]]
            kept = sum(
                pool.submit(call, "writers.kept", (mark + kind,)).result()
                for kind in ("through_form", "in_sql")
            )
            result.sent += 2 * WRITERS * each
            result.lost += 2 * WRITERS * each - kept
            if number:  # the first round warms
                result.rates.append((rates[0], rates[1]))
    return result


def shares(each: int) -> list[list[tuple[str, str]]]:
    """For each writer measures that may go on being on track, every one with its official's cookie."""
    running = Measure.objects.filter(
        standing__status__in=("on_track", "at_risk", "delayed"), code__startswith="B-"
    )
    found = running.order_by("pk").values_list("lead_department__memberships__user__username", "code")
    measures = list(islice(cycle(found), WRITERS * each))
    cookies = {name: f"{cookie_of(name)}; csrftoken={CSRF}" for name in {name for name, _code in measures}}
    return [[(cookies[name], code) for name, code in measures[n::WRITERS]] for n in range(WRITERS)]


def through_form(measures: list[tuple[str, str]], mark: str, start: float) -> tuple[float, list[float]]:
    """When it was done, and how long each request took."""
    application, day, taken = product(), today(), []
    form = urlencode({
        "csrfmiddlewaretoken": CSRF, "period_start": day.replace(day=1), "period_end": day, "status": "on_track",
        "percent": "60", "progress": f"{mark} The second section was handed over.", "next_steps": "Go on.",
    })  # fmt: skip
    time.sleep(max(0, start - time.time()))
    for cookie, code in measures:
        answer = ask(application, Ask(f"/measures/{code}/progress/new/", cookie=cookie, form=form))
        if not answer.status.startswith("302"):
            raise RuntimeError(f"the form answered {answer.status}")
        taken.append(answer.seconds)
    return time.time(), taken


def in_sql(measures: list[tuple[str, str]], mark: str, start: float) -> tuple[float, list[float]]:
    """The same questions and the same rows in bare transactions, without login, form or rules."""
    taken = []
    connect()
    time.sleep(max(0, start - time.time()))
    for _cookie, code in measures:
        before = time.perf_counter()
        _log(code, f"{mark} The second section was handed over.", today())
        taken.append(time.perf_counter() - before)
    return time.time(), taken


# May this person report on it, how does it stand, and what was said before: what the next answers follow from.
MAY = """
    SELECT m.id, m.lead_department_id, ms.user_id FROM measures_measure m
    JOIN accounts_membership ms ON ms.department_id = m.lead_department_id
    WHERE m.code = ? AND (ms.left_on IS NULL OR ms.left_on > ?)"""
LOCK = """
    SELECT m.starts_on, m.due_on, m.cadence, document.reporting_from, s.status, s.answered_until, s.superseded_on
    FROM measures_measure m JOIN measures_standing s ON s.measure_id = m.id
    JOIN measures_document document ON document.id = m.document_id WHERE m.id = ?"""
FACTS = """
    SELECT u.id, u.period_end, u.submitted_on, u.status, u.percent, u.completed_on, u.unchanged, d.kind, d.decided_on
    FROM measures_progressupdate u LEFT JOIN measures_updatedecision d ON d.update_id = u.id WHERE u.measure_id = ?"""
UPDATE = """
    INSERT INTO measures_progressupdate (measure_id, period_start, period_end, status, percent, reason, progress,
        problems, next_steps, unchanged, by_id, department_id, submitted_at, submitted_on)
    VALUES (?, ?, ?, 'on_track', 60, '', ?, '', 'Go on.', FALSE, ?, ?, ?, ?) RETURNING id"""
DECISION = """
    INSERT INTO measures_updatedecision (update_id, kind, reason, by_id, decided_at, decided_on)
    VALUES (?, 'not_required', '', ?, ?, ?)"""
STANDING = """
    UPDATE measures_standing SET status = 'on_track', percent = 60, completed_on = NULL, report_id = ?,
        last_report_on = ?, last_answer_on = ?, unchanged_run = 0, answered_until = ?, period_end = ?,
        report_due_on = ?
    WHERE measure_id = ?"""
FLAG = "UPDATE measures_flag SET cleared_on = ? WHERE measure_id = ? AND cleared_on IS NULL"
DRAFT = "DELETE FROM measures_progressdraft WHERE measure_id = ? AND author_id = ?"


def _log(code: str, progress: str, day: date) -> None:
    run = _run
    day_text, due = str(day), str(day + timedelta(days=48))
    now = f"{day_text} 08:00:00" + ("+00" if is_postgresql() else "")
    [(pk, department, by)] = run(MAY, code, day_text).fetchall()
    run("BEGIN" if is_postgresql() else "BEGIN IMMEDIATE")
    run(LOCK + (" FOR UPDATE OF m" if is_postgresql() else ""), pk).fetchall()
    values = (pk, str(day.replace(day=1)), day_text, progress, by, department, now, day_text)
    [(update,)] = run(UPDATE, *values).fetchall()
    run(DECISION, update, by, now, day_text)
    run(FACTS, pk).fetchall()
    run(STANDING, update, day_text, day_text, day_text, due, due, pk)
    run(FLAG, day_text, pk)
    run(DRAFT, pk, by)
    run("COMMIT")


def _run(statement: str, *values: Any) -> Any:
    return connect().execute(dialect(statement), values)


def kept(mark: str) -> int:
    """How many updates carry the mark, each with its decision."""
    return ProgressUpdate.objects.filter(progress__startswith=mark, decision__isnull=False).count()
