"""The jobs: adapters of one line. A task is a nudge; what must not be lost stands in rows."""

from typing import Any

from celery import shared_task
from celery.signals import worker_ready
from django.utils import timezone

from measures import nightly as night
from measures.models import Heartbeat


@shared_task
def nightly() -> None:
    night.run(timezone.localdate())


@shared_task
def deliver() -> None:
    night.catch_up(timezone.now()) or night.deliver(timezone.localdate())


@shared_task
def heartbeat() -> None:
    Heartbeat.objects.beat("worker")


@worker_ready.connect
def first_heartbeat(**_sent: Any) -> None:
    heartbeat()
