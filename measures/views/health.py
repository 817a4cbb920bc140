"""What watches over the processes asks here: is this one alive, and can the site do its work?"""

import os
from collections.abc import Callable
from datetime import timedelta

from celery import current_app
from django.conf import settings
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, JsonResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from measures.models import Heartbeat

HEARTBEAT_MAX_AGE = timedelta(seconds=120)


@never_cache
@require_safe
def healthz(request: HttpRequest) -> JsonResponse:
    """This process answers; nothing else is asked."""
    return JsonResponse({"status": "ok"})


@never_cache
@require_safe
def readyz(request: HttpRequest) -> JsonResponse:
    """Whether all it takes is there; 503 naming what is not. Says nothing that should not be public."""
    checks = {name: answer(check) for name, check in CHECKS.items()}
    ready = all(said == "ok" for said in checks.values())
    return JsonResponse({"status": "ok" if ready else "failing", **checks}, status=200 if ready else 503)


def answer(check: Callable[[], str]) -> str:
    """What the check says; an error's own text may hold addresses and is kept back."""
    try:
        return check()
    except Exception as error:
        return f"failing: {type(error).__name__}"


def database() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return "ok"


def migrations() -> str:
    executor = MigrationExecutor(connection)
    pending = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return f"failing: {len(pending)} not applied" if pending else "ok"


def broker() -> str:
    if not settings.REDIS_URL:
        writable = os.access(settings.BROKER_DIR, os.W_OK | os.X_OK)
        return "ok" if writable else "failing: its folder cannot be written"
    with current_app.connection_for_write(connect_timeout=2) as link:
        link.ensure_connection(max_retries=1, timeout=2)
    return "ok"


def worker() -> str:
    seen_at = Heartbeat.objects.filter(process="worker").values_list("seen_at", flat=True).first()
    if seen_at is None:
        return "failing: never seen"
    silent = timezone.now() - seen_at
    return "ok" if silent < HEARTBEAT_MAX_AGE else f"failing: silent for {silent.total_seconds():.0f} s"


CHECKS = {"database": database, "migrations": migrations, "broker": broker, "worker": worker}
