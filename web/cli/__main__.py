"""`python -m web.cli`: the command line as a program."""

from web.cli import main

main(prog_name="lotse")
