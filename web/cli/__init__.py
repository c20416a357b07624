"""The command line (`./lotse …`, `python -m web.cli …`): what people script; names and exit statuses stay.

Each file holds the commands of one noun; `failing` turns every foreseeable failure into one sentence with its cure.
"""

import click

from web.cli.saying import Commands

COMMANDS = {
    "access": "web.cli.access:access",
    "audit": "web.cli.audit:audit",
    "backup": "web.cli.backup:backup",
    "demo": "web.cli.demo:demo",
    "export": "web.cli.exporting:export",
    "import": "web.cli.importing:importing",
    "keys": "web.cli.keys:keys",
    "person": "web.cli.person:person",
    "projections": "web.cli.projections:projections",
    "release": "web.cli.processes:release",
    "report": "web.cli.reports:reports",
    "restore": "web.cli.backup:restore",
    "retention": "web.cli.retention:retention",
    "selfcheck": "web.cli.selfcheck:selfcheck",
    "serve": "web.cli.processes:serve",
    "staff": "web.cli.staff:staff",
    "token": "web.cli.token:token",
}
"""Where each command stands: it is read when it is called, for reading all of them takes a second."""

MAIN = """Lotse: referrals (Vermittlungen) in neighbourhood social work, every step an event.

Settings come from the environment (LOTSE_DATA, LOTSE_DATABASE_URL, LOTSE_KEYS_URL, LOTSE_KEK_FILE, PORT …).
Exit status: 0 done, 2 not done (one sentence on stderr says why and what to do); `audit` adds 1: tampered.
"""


@click.group(
    cls=Commands,
    commands_at=COMMANDS,
    help=MAIN,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
def main() -> None:
    """The root of all commands."""
