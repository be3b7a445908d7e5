"""The page for people: templates, messages in four languages, static files, and what puts them together."""
