"""The list as a file, for spreadsheets and machines."""

from django.conf import settings
from django.http import FileResponse, Http404, HttpRequest, StreamingHttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from measures.exchange.export import export_objects, export_rows
from measures.exchange.writers import csv_lines, json_lines, xlsx_file
from measures.filters import Listing

TYPES = {
    "csv": "text/csv; charset=utf-8",
    "json": "application/json",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


@require_safe
def measure_export(request: HttpRequest, form: str) -> StreamingHttpResponse:
    """The measures the list's parameters choose of those the person may see, in the list's order."""
    if form not in TYPES:
        raise Http404
    today = timezone.localdate()
    measures = Listing(request.GET, user=request.user, today=today).ordered
    name, base_url = f"measures-{today}.{form}", settings.SITE_URL.rstrip("/")
    if form == "xlsx":
        file = xlsx_file(export_rows(measures, today, base_url))
        return FileResponse(file, as_attachment=True, filename=name, content_type=TYPES[form])
    lines = (
        csv_lines(export_rows(measures, today, base_url))
        if form == "csv"
        else json_lines(export_objects(measures, today, base_url))
    )
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "X-Accel-Buffering": "no"}
    return StreamingHttpResponse(lines, content_type=TYPES[form], headers=headers)
