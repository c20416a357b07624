"""The tables of the log in SQLite, and what makes them final (a speed bump; the ledger detects)."""

TABLES = (
    """CREATE TABLE IF NOT EXISTS events (
        position INTEGER PRIMARY KEY AUTOINCREMENT,
        originator_id TEXT NOT NULL,
        originator_version INTEGER NOT NULL,
        topic TEXT NOT NULL,
        state BLOB NOT NULL,
        UNIQUE (originator_id, originator_version)
    ) STRICT""",
    """CREATE TABLE IF NOT EXISTS leaves (
        sequence INTEGER PRIMARY KEY,
        originator_id TEXT NOT NULL,
        originator_version INTEGER NOT NULL,
        hash BLOB NOT NULL,
        UNIQUE (originator_id, originator_version)
    ) STRICT""",
    # Positions are null when the command recorded no event.
    """CREATE TABLE IF NOT EXISTS commands (
        command_id TEXT PRIMARY KEY NOT NULL,
        first_position INTEGER,
        last_position INTEGER
    ) STRICT, WITHOUT ROWID""",
    """CREATE TABLE IF NOT EXISTS sealed (
        id BLOB PRIMARY KEY NOT NULL,
        person TEXT NOT NULL,
        key_group TEXT NOT NULL,
        blob BLOB NOT NULL
    ) STRICT""",
    "CREATE INDEX IF NOT EXISTS sealed_of_person ON sealed (person, key_group)",
)
# An erasure deletes sealed values; it never changes one.
FINAL = (
    ("events", "UPDATE"),
    ("events", "DELETE"),
    ("leaves", "UPDATE"),
    ("leaves", "DELETE"),
    ("commands", "UPDATE"),
    ("commands", "DELETE"),
    ("sealed", "UPDATE"),
)

BROKEN_STREAM = """
    SELECT position, originator_id FROM (
        SELECT position, originator_id, originator_version, row_number() OVER stream AS expected,
            lag(position, 1, 0) OVER stream AS before
        FROM events WHERE position <= ?
        WINDOW stream AS (PARTITION BY originator_id ORDER BY originator_version)
    ) WHERE originator_version <> expected OR position < before
    ORDER BY position LIMIT 1
"""


def trigger(table: str, change: str) -> str:
    """The statement that makes a table refuse a change."""
    return (
        f"CREATE TRIGGER IF NOT EXISTS {table}_refuse_{change.lower()} BEFORE {change} ON {table} "
        f"BEGIN SELECT RAISE(ABORT, 'the log is final: no {change} of {table}'); END"
    )
