"""The errors of the extraction layer.

EtlError
├── DocumentError      a document that cannot be read: its name, and why
├── LexiconError       a language pack that does not fit its structure
└── SourceError        an upstream or a feed that answered wrongly or not at all
"""

from __future__ import annotations


def told(name: str) -> str:
    """The name as it can be written down: bytes of a file's name that are no text are spelt out."""
    return name if name.isascii() else name.encode("utf-8", "backslashreplace").decode()


class EtlError(Exception):
    """Root of what this package raises on purpose."""


class DocumentError(EtlError):
    """A document cannot be read. `source` names it, `reason` says why."""

    def __init__(self, source: str, reason: str) -> None:
        source, reason = told(source), told(reason)
        super().__init__(f"{source}: {reason}")
        self.source = source
        self.reason = reason

    def __reduce__(self) -> tuple[type[DocumentError], tuple[str, str]]:
        # An error of another process arrives as what it is.
        return type(self), (self.source, self.reason)


class LexiconError(EtlError):
    """A lexicon file is missing or malformed. `lexicon` names it, `reason` says why."""

    def __init__(self, lexicon: str, reason: str) -> None:
        super().__init__(f"lexicon {lexicon}: {reason}")
        self.lexicon = lexicon
        self.reason = reason


class SourceError(EtlError):
    """An upstream answered wrongly or not at all. `source` names it, `reason` says why."""

    def __init__(self, source: str, reason: str) -> None:
        super().__init__(f"{source}: {reason}")
        self.source = source
        self.reason = reason


# What a fault in a rule can raise on a text that nobody foresaw; one text must not stop the others.
FAULTS = (
    EtlError,
    ArithmeticError,
    AssertionError,
    AttributeError,
    LookupError,
    RecursionError,
    TypeError,
    ValueError,
)
