"""The typed REST API and the page; reads releases, never the ledger."""
