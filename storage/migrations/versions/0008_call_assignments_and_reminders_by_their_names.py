"""Call assignments, submissions, reminders and preferences by their names."""

from __future__ import annotations

from alembic import op

revision = "0008"
down_revision = "0007"

TABLES = {
    "owed": "assignments",
    "filings": "submissions",
    "nudges": "reminders",
    "wishes": "preferences",
}
COLUMNS = [
    ("assignments", "ower", "assignee"),
    ("submissions", "owed_id", "assignment_id"),
    ("duty_requests", "owed_id", "assignment_id"),
    ("duty_events", "owed_id", "assignment_id"),
    ("evidence", "filing_id", "submission_id"),
    ("reminders", "rung", "level"),
    ("warnings", "rung", "level"),
]
INDEXES = [
    ("assignments", "ix_owed_handed_to", "ix_assignments_handed_to", ["handed_to"]),
    ("assignments", "ix_owed_person_id", "ix_assignments_person_id", ["person_id"]),
    ("assignments", "ix_owed_unit_id", "ix_assignments_unit_id", ["unit_id"]),
    ("assignments", "owed_open", "assignments_open", ["state", "due_at"]),
    ("submissions", "ix_filings_owed_id", "ix_submissions_assignment_id", ["assignment_id"]),
    ("reminders", "nudges_due", "reminders_due", ["state", "due_at", "id"]),
    (
        "duty_requests",
        "ix_duty_requests_owed_id",
        "ix_duty_requests_assignment_id",
        ["assignment_id"],
    ),
    ("duty_events", "ix_duty_events_owed_id", "ix_duty_events_assignment_id", ["assignment_id"]),
    ("evidence", "ix_evidence_filing_id", "ix_evidence_submission_id", ["submission_id"]),
]
# As PostgreSQL names them by itself; SQLite has no names for them.
UNIQUE = {
    "owed_campaign_id_duty_period_ower_key": "assignments_campaign_id_duty_period_assignee_key",
    "nudges_about_subject_rung_planned_for_key": "reminders_about_subject_level_planned_for_key",
    "warnings_ticket_id_deadline_rung_key": "warnings_ticket_id_deadline_level_key",
}


def upgrade() -> None:
    """Rename tables, columns and indexes; no row is copied."""
    is_postgresql = op.get_bind().dialect.name == "postgresql"
    for old, new in TABLES.items():
        op.rename_table(old, new)
        if is_postgresql:
            op.execute(f"ALTER INDEX {old}_pkey RENAME TO {new}_pkey")
            if old != "wishes":  # its key is the person's
                op.execute(f"ALTER SEQUENCE {old}_id_seq RENAME TO {new}_id_seq")
    for old, new in UNIQUE.items() if is_postgresql else ():
        op.execute(f"ALTER INDEX {old} RENAME TO {new}")
    for table, old, new in COLUMNS:
        op.execute(f"ALTER TABLE {table} RENAME COLUMN {old} TO {new}")
    for table, old, new, columns in INDEXES:
        if is_postgresql:
            op.execute(f"ALTER INDEX {old} RENAME TO {new}")
        else:
            op.drop_index(old, table)
            op.create_index(new, table, columns)
    op.execute("UPDATE reminders SET about = 'assignment' WHERE about = 'owed'")
