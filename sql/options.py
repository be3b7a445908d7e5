"""The option that every command shares."""

from __future__ import annotations

import click

from sql.paths import DEFAULT_STORE


class UnableError(click.ClickException):
    """The command was used wrongly or could not run."""

    exit_code = 2


store_option = click.option(
    "--store",
    envvar="HUMSTATS_STORE",
    default=DEFAULT_STORE,
    show_default=True,
    show_envvar=True,
    metavar="DIR",
    help="Where ledger and releases are kept.",
)
