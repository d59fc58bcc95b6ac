"""django-helpdesk's `escalate_tickets` on as many tickets, in a process of its own: what a tick is
set beside.
"""

from __future__ import annotations

import sqlite3
import time
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from bench.stock import WORDS, first_open

ROUNDS = 2
PRIORITY, OPEN, CLOSED = 3, 1, 4  # as django-helpdesk numbers them
ESCALATION_DAYS = 5  # after which a ticket is escalated

_TICKET = (
    "INSERT INTO helpdesk_ticket (id, title, created, submitter_email, status, on_hold, "
    "description, priority, last_escalation, "
    "queue_id, secret_key, modified) VALUES (?, ?, ?, 'somebody@bench.invalid', ?, 0, '', "
    "?, ?, 1, 'x', ?)"
)


def measure(parent: Path, tickets: int, due: int) -> tuple[float, float]:
    """Return the median seconds of a run with nothing due and of one with so many due, on SQLite;
    mails go nowhere.
    """
    with TemporaryDirectory(dir=parent) as folder:
        file = f"{folder}/helpdesk.db"
        _set_up(file)
        from django.core.management import call_command
        from helpdesk.models import Queue

        call_command("migrate", verbosity=0)
        Queue.objects.create(
            id=1,
            title="bench",
            slug="bench",
            escalate_days=ESCALATION_DAYS,
            email_address="queue@bench.invalid",
        )
        _fill(file, tickets)
        idle, busy = [], []
        for place in range(ROUNDS + 1):
            idle.append(_took(call_command))
            first = first_open(tickets) + 1 + place * due
            with closing(sqlite3.connect(file)) as connection:
                old = datetime.now(UTC) - timedelta(days=ESCALATION_DAYS + 3)
                connection.execute(
                    "UPDATE helpdesk_ticket SET last_escalation = ? WHERE id BETWEEN ? AND ?",
                    (_written(old), first, first + due - 1),
                )
                connection.commit()
            busy.append(_took(call_command))
            with closing(sqlite3.connect(file)) as connection:
                done = connection.execute(
                    "SELECT count(*) FROM helpdesk_ticket WHERE priority < ?", (PRIORITY,)
                ).fetchone()[0]
            assert done == (place + 1) * due, done
        return median(idle[1:]), median(busy[1:])


def _took(call_command: object) -> float:
    assert callable(call_command)
    began = time.perf_counter()
    call_command("escalate_tickets")
    return time.perf_counter() - began


def _set_up(file: str) -> None:
    import django
    from django.conf import settings

    apps = ("auth", "contenttypes", "sessions", "sites", "messages", "admin", "humanize")
    settings.configure(
        SECRET_KEY="bench",
        USE_TZ=True,
        TIME_ZONE="UTC",
        SITE_ID=1,
        DEFAULT_AUTO_FIELD="django.db.models.AutoField",
        EMAIL_BACKEND="django.core.mail.backends.dummy.EmailBackend",
        DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": file}},
        HELPDESK_TEAMS_MODE_ENABLED=False,
        TEMPLATES=[
            {"BACKEND": "django.template.backends.django.DjangoTemplates", "APP_DIRS": True}
        ],
        INSTALLED_APPS=[*(f"django.contrib.{app}" for app in apps), "rest_framework", "helpdesk"],
    )
    django.setup()
    from django.urls import include, path

    settings.ROOT_URLCONF = (path("helpdesk/", include("helpdesk.urls", namespace="helpdesk")),)


def _fill(file: str, tickets: int) -> None:
    now, first = datetime.now(UTC), first_open(tickets)
    written = _written(now)
    rows = (
        (
            place + 1,
            WORDS[:20],
            written,
            OPEN if place >= first else CLOSED,
            PRIORITY,
            written,
            written,
        )
        for place in range(tickets)
    )
    with closing(sqlite3.connect(file)) as connection:
        for pragma in ("journal_mode=OFF", "synchronous=OFF", "cache_size=-400000"):
            connection.execute(f"PRAGMA {pragma}")
        connection.executemany(_TICKET, rows)
        connection.commit()


def _written(moment: datetime) -> str:
    return moment.replace(tzinfo=None).isoformat(" ", "microseconds")
