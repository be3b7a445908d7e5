"""The command `humstats keys`."""

from __future__ import annotations

import os

import click

from sql.keys import create_key, list_keys, revoke_key
from sql.options import store_option


@click.group(
    epilog="""\b
Examples:
  humstats keys create newsroom
  humstats keys list
  humstats keys revoke newsroom"""
)
@store_option
def keys(store: str) -> None:
    """Make, list and revoke keys for writes. A key is shown once; the store keeps its hash."""
    os.environ["HUMSTATS_STORE"] = store


@keys.command(epilog="\b\nExample:\n  humstats keys create newsroom")
@click.argument("name")
@store_option
def create(name: str, store: str) -> None:
    """Make a key and show it, this once."""
    token = create_key(store, name)
    click.echo(f"key for {name}; it is not shown again:", err=True)
    click.echo(token)


@keys.command("list", epilog="\b\nExample:\n  humstats keys list")
@store_option
def list_(store: str) -> None:
    """List the names of the keys and when they were made."""
    for key in list_keys(store):
        click.echo(f"{key.name}\t{key.created_at.strftime('%Y-%m-%dT%H:%M:%SZ')}")


@keys.command(epilog="\b\nExample:\n  humstats keys revoke newsroom")
@click.argument("name")
@store_option
def revoke(name: str, store: str) -> None:
    """Make a key invalid from now on."""
    revoke_key(store, name)
    click.echo(f"revoked {name}", err=True)
