"""The rows of a table of measures.

In Python and not in a template: at fifty rows a page the template engine took longer over the six cells than the
database over the rows. The head of the table is in components/measure_table.html.
"""

from collections.abc import Iterable

from django import template
from django.utils.html import escape
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext

from measures.filters.rows import Row
from measures.rules.words import Freshness, Schedule, Status, Verified
from measures.templatetags.tracker import rendered

register = template.Library()

ROW = """
<tr>
    <td class="govuk-table__cell"><a class="govuk-link" href="/measures/{code}/">{title}</a>
        <span class="tracker-under tracker-secondary tracker-small"><span class="tracker-code">{code}</span>{more}</span></td>
    <td class="govuk-table__cell tracker-number">{due_on}</td>
    <td class="govuk-table__cell">{schedule}</td>
    <td class="govuk-table__cell">{status}{percent}</td>
    <td class="govuk-table__cell">{verified}</td>
    <td class="govuk-table__cell">{freshness}{reported}</td>
</tr>"""  # noqa: E501
PERCENT = ' <span class="tracker-under tracker-secondary tracker-small">{}%</span>'
REPORTED = ' <span class="tracker-under tracker-secondary tracker-small tracker-number">{}</span>'


@register.filter
def measure_rows(rows: Iterable[Row]) -> SafeString:
    """A `<tr>` for each row: the measure, its deadline and its four answers."""
    language = get_language()
    internal, superseded = gettext("Internal"), gettext("Taken over by a later plan")
    return SafeString("".join(_row(row, language, internal, superseded) for row in rows))


def _row(row: Row, language: str | None, internal: str, superseded: str) -> str:
    more = [row.sector, row.lead, row.internal and internal, row.superseded and superseded]
    return ROW.format(
        code=escape(row.code),
        title=escape(row.title),
        more="".join(f" · {escape(each)}" for each in more if each),
        due_on=row.due_on or "–",
        schedule=rendered(Schedule, row.schedule, language),
        status=rendered(Status, row.status, language),
        percent="" if row.percent is None else PERCENT.format(row.percent),
        verified=rendered(Verified, row.verified, language),
        freshness=rendered(Freshness, row.freshness, language),
        reported=REPORTED.format(row.last_report_on) if row.last_report_on else "",
    )
