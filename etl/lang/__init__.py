"""Language packs: what each language says, as data."""
