"""Builds the gazetteer's data files; needs the `data` dependency group, which nothing else in `etl` does."""
