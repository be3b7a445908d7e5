"""Meaning: what happened to the people or things that a quantity counts.

Trigger frames are rows of `lang/*/frames.csv`; this package finds them, gives each quantity the frame that
governs it, and builds the facts with their relations.
"""
