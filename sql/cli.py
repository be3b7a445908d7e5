"""The front command: names and one-line helps of all commands; each is imported when it is called.

So serving never loads the extractor, extracting never loads the store, and `humstats --help` loads nothing.
"""

from __future__ import annotations

import os
from importlib import import_module

import click

from sql.errors import StoreError
from sql.options import UnableError, store_option

COMMANDS = {
    "up": ("sql.commands.up:up", "Ingest the seeds, publish a release and serve it."),
    "ingest": ("etl.cli.ingest:ingest", "Take in documents and publish a release."),
    "collect": ("etl.cli.collect:collect", "Fetch from an upstream and publish a release."),
    "serve": ("api.cli:serve", "Serve the current release over HTTP."),
    "extract": ("etl.cli.extract:extract", "Read facts from JSON lines on stdin."),
    "numbers": ("etl.cli.extract:numbers", "Read number expressions from JSON lines on stdin."),
    "sql": ("sql.commands.query:query", "Ask the current release in SQL."),
    "export": ("sql.commands.export:export", "Write the current release as a data package."),
    "verify": ("sql.commands.verify:verify", "Find every quote again and recompute every total."),
    "releases": ("sql.commands.releases:releases", "List the releases."),
    "keys": ("sql.commands.keys:keys", "Make, list and revoke keys for writes."),
}


class LazyGroup(click.Group):
    """A group whose commands are imported when they are called."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        module, _, attribute = COMMANDS[cmd_name][0].partition(":")
        command: click.Command = getattr(import_module(module), attribute)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl([(name, summary) for name, (_, summary) in COMMANDS.items()])

    def invoke(self, ctx: click.Context) -> object:
        try:
            return super().invoke(ctx)
        except StoreError as error:
            raise UnableError(str(error)) from None


@click.group(
    cls=LazyGroup,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110},
    epilog="""\b
Example:
  humstats up                       ingest the seeds and serve them
  humstats ingest reports/          take in a folder of documents
  humstats sql "FROM figures"       ask the current release

Exit status: 0 done, 1 done with some inputs refused, 2 used wrongly or could not run.""",
)
@click.version_option(package_name="humstats", prog_name="humstats")
@store_option
def main(store: str) -> None:
    """Every humanitarian figure in the news, with its receipt."""
    # The commands read it from here, whichever side of the command's name it stood on.
    os.environ["HUMSTATS_STORE"] = store


if __name__ == "__main__":
    main()
