"""Commands of the extraction side; each is imported when it is called."""
