"""The command line (`./lotse …`, `python -m web.cli …`): what people script; names and exit statuses stay.

Each file holds the commands of one noun; `saying` turns every foreseeable failure into one sentence with its cure.
"""

import click

from web.cli.access import access
from web.cli.audit import audit
from web.cli.backup import backup, restore
from web.cli.breach import breach
from web.cli.demo import demo
from web.cli.exporting import export
from web.cli.importing import importing
from web.cli.keys import keys
from web.cli.own_data import own_data
from web.cli.person import person
from web.cli.processes import release, serve
from web.cli.processing import processing
from web.cli.projections import projections
from web.cli.reports import reports
from web.cli.restricting import restrict
from web.cli.retention import retention
from web.cli.saying import Commands
from web.cli.selfcheck import selfcheck
from web.cli.staff import staff
from web.cli.token import token

MAIN = """Lotse: referrals (Vermittlungen) in neighbourhood social work, every step an event.

Settings come from the environment (LOTSE_DATA, LOTSE_DATABASE_URL, LOTSE_KEYS_URL, LOTSE_KEK_FILE, PORT …).
Exit status: 0 done, 2 not done (one sentence on stderr says why and what to do); `audit` adds 1: tampered.
"""


@click.group(
    cls=Commands, help=MAIN, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100}
)
def main() -> None:
    """The root of all commands."""


for command in (
    serve,
    demo,
    release,
    staff,
    token,
    importing,
    export,
    projections,
    reports,
    audit,
    backup,
    restore,
    selfcheck,
    access,
    keys,
    person,
    retention,
):
    main.add_command(command)
audit.add_command(processing)
audit.add_command(breach)
person.add_command(own_data)
person.add_command(restrict)
