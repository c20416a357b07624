"""The tables of the accounts store: logins, sessions, tokens, failures, visits, readers outside. No personal names."""

from sqlalchemy import BigInteger, Boolean, Column, Index, Integer, MetaData, String, Table, Uuid

from referrals.store import Moment

metadata = MetaData()

accounts = Table(
    "accounts",
    metadata,
    Column("staff_id", Uuid, primary_key=True),
    Column("login", String(100), nullable=False, unique=True),
    Column("password_hash", String(300), nullable=False),
    Column("must_change", Boolean, nullable=False),
    Column("created_at", Moment, nullable=False),
    Column("disabled_at", Moment),  # null while the account may sign in
)

sessions = Table(
    "sessions",
    metadata,
    Column("id", String(64), primary_key=True),  # SHA-256 of the token in the cookie
    Column("staff_id", Uuid, nullable=False),
    Column("created_at", Moment, nullable=False),
    Column("last_seen_at", Moment, nullable=False),
    Column("expires_at", Moment, nullable=False),
    Column("agent", String(40), nullable=False),
    Column("ended_at", Moment),  # null until signed out, revoked or disabled
    Index("sessions_of_staff", "staff_id", "created_at"),
)

failures = Table(
    "failures",
    metadata,
    Column("subject", String(64), primary_key=True),  # keyed hash of a login or of an address prefix
    Column("failed", Integer, nullable=False),
    Column("last_at", Moment, nullable=False),
    Column("locked_until", Moment),  # null when never locked
)

link_codes = Table(
    "link_codes",
    metadata,
    Column("link_id", Uuid, primary_key=True),  # the newest code of a link is the only one
    Column("code_hash", String(64), nullable=False),  # keyed hash of link and code
    Column("made_at", Moment, nullable=False),
    Column("expires_at", Moment, nullable=False),
    Column("undelivered", Boolean),  # null where nothing was mailed; true where the mail did not go out
)

link_sessions = Table(
    "link_sessions",
    metadata,
    Column("id", String(64), primary_key=True),  # SHA-256 of the token in the cookie
    Column("link_id", Uuid, nullable=False),
    Column("created_at", Moment, nullable=False),
    Column("expires_at", Moment, nullable=False),
    Column("ended_at", Moment),  # null until the reader says that they are done
    Index("link_sessions_of_link", "link_id", "created_at"),
)

tokens = Table(
    "tokens",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("staff_id", Uuid, nullable=False),  # as whom it acts
    Column("name", String(60), nullable=False),  # what it is for, in the owner's words
    Column("token_hash", String(64), nullable=False, unique=True),  # SHA-256 of the token
    Column("scopes", String(200), nullable=False),  # codes with blanks between them
    Column("made_at", Moment, nullable=False),
    Column("made_by", Uuid, nullable=False),
    Column("expires_at", Moment, nullable=False),
    Column("last_used_at", Moment),  # null until it is used
    Column("revoked_at", Moment),  # null until it is revoked
    Column("revoked_by", Uuid),  # null until it is revoked
    Index("tokens_of_staff", "staff_id", "made_at"),
)

calendar_feeds = Table(
    "calendar_feeds",
    metadata,
    Column("staff_id", Uuid, primary_key=True),
    Column("token_hash", String(64), nullable=False, unique=True),  # SHA-256 of the token in the address
    Column("made_at", Moment, nullable=False),
    Column("read_at", Moment),  # null until a calendar asks
    Column("window_at", Moment),  # null until a calendar asks; when the hour began in which `reads` were counted
    Column("reads", Integer, nullable=False),
)

visits = Table(
    "visits",
    metadata,
    Column("staff_id", Uuid, primary_key=True),
    Column("position", BigInteger, nullable=False),
    Column("at", Moment, nullable=False),
    Column("position_before", BigInteger),  # null during the first visit
    Column("at_before", Moment),  # null during the first visit
)

verifications = Table(
    "verifications",
    metadata,
    Column("id", BigInteger().with_variant(Integer, "sqlite"), primary_key=True, autoincrement=True),
    Column("begun_at", Moment, nullable=False),
    Column("beat_at", Moment, nullable=False),
    Column("done", BigInteger, nullable=False),
    Column("total", BigInteger, nullable=False),
    Column("running", Boolean, unique=True),  # true for the one that runs, null for all others
    Column("ended_at", Moment),  # null while it runs, and when its process died
    Column("intact", Boolean),  # null when nobody could judge
    Column("root", String(64)),  # null unless intact
    Column("first_bad", BigInteger),  # null unless one position is bad
    Column("reason", String(500)),  # null when intact
)

report_orders = Table(
    "report_orders",
    metadata,
    Column("id", Uuid, primary_key=True),  # of the command
    Column("told", String(2000), nullable=False),  # command and subject as JSON: codes and ids
    Column("ordered_at", Moment, nullable=False),
    Column("beat_at", Moment, nullable=False),
    Column("tries", Integer, nullable=False),
    Column("failed", Boolean, nullable=False),
)
