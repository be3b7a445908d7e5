"""The typed REST API and the page; reads releases, never the ledger."""

__version__ = "0.1.0"
