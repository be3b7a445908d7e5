"""Attributions of a document: cues sentence by sentence, each with its scope, the last speaker carried on."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import msgspec

from etl.attribution.cues import cues
from etl.attribution.lexicon import Lexicon, begins, lexicon
from etl.attribution.organisations import Organisations
from etl.attribution.speakers import QUOTES, Cue, mention_inside
from etl.attribution.subjects import topic_end
from etl.model import Attribution, Sentence
from etl.text.fold import fold
from etl.text.sights import Sight

_OPENING_QUOTES = ('"', "«", "“")
_quoting = Sight(lambda token: token.kind == "mark" and any(token.key in some for some in ("«“", "»”", '"')))


class _Speaker(msgspec.Struct, frozen=True, gc=False):
    start: int
    end: int
    text: str
    org: str | None
    keys: frozenset[str]


def find(
    text: str, sentences: Sequence[Sentence], wanted: Callable[[int], bool]
) -> dict[int, list[Attribution]]:
    """The attributions of every wanted sentence by its index, in order of their scopes.

    Scopes never overlap. A carried-over attribution keeps the words and the place of the speaker's
    last naming; `text[a.start:a.end] == a.text` always.
    """
    indexes = [sentence.index for sentence in sentences if wanted(sentence.index)]
    if not indexes:
        return {}
    last_wanted = max(indexes)
    document = _Document(text, sentences)
    found: dict[int, list[Attribution]] = {}
    for position, sentence in enumerate(sentences):
        if sentence.index > last_wanted and not document.waiting and not document.sources(sentence):
            continue
        attributions = document.read(position)
        if attributions and wanted(sentence.index):
            found[sentence.index] = attributions
        for index, carried in document.late(attributions):
            if wanted(index):
                found[index] = carried
        if attributions and document.sources(sentence):
            for index, carried in document.sourced(position):
                if wanted(index):
                    found.setdefault(index, carried)
    return dict(sorted(found.items()))


class _Document:
    """What is known of the document so far: its organisations, its speakers, an open quotation."""

    def __init__(self, text: str, sentences: Sequence[Sentence]) -> None:
        self.text = text
        self.sentences = sentences
        self.organisations = Organisations(text, sentences)
        self.speakers: list[_Speaker] = []
        self.quoted = False
        # Whether the open quotation has its speaker already, and the sentences that still wait for one.
        self.spoken = False
        # Whether the sentence before closed a quotation of somebody who may go on in the next.
        self.closed = False
        self.waiting: list[Sentence] = []
        self.paragraph = -1
        # Set while the lines of a list follow "According to X:".
        self.listing = False

    def read(self, position: int) -> list[Attribution]:
        """The sentence's attributions; moves on the last speaker and the state of the quotation."""
        sentence = self.sentences[position]
        if sentence.paragraph != self.paragraph:
            self.quoted = self.closed = False
            self.waiting = []
            self.paragraph = sentence.paragraph
        inside = self.quoted
        lex = lexicon(sentence.lang)
        found = cues(lex, sentence, lambda: self.organisations.of(position))
        if found and found[0].carried and not self.speakers and position and not lex.verb_first:
            self._take_topic(position - 1)
        attributions = self._scoped(lex, sentence, found)
        in_list = sentence.kind in ("bullet", "row")
        quoted = (inside and self.spoken) or (self.closed and _opens_quote(sentence))
        if not attributions and self.speakers and (quoted or (self.listing and in_list)):
            rule = "attr.carry.quote" if quoted else "attr.carry.list"
            attributions = [self._carry(sentence, sentence.start, sentence.end, rule)]
        elif not in_list or attributions:
            ends = bool(sentence.tokens) and sentence.tokens[-1].key == ":"
            self.listing = bool(attributions) and ends
        self.quoted = _open_quote(sentence, self.quoted)
        self.closed = bool(attributions) and not self.quoted and _quotes(sentence)
        if self.quoted:
            self.spoken = bool(attributions) or (inside and self.spoken)
            if not attributions:
                self.waiting.append(sentence)
        elif not attributions:
            self.waiting = []
        return attributions

    def _take_topic(self, position: int) -> None:
        """Let who the sentence begins with be the speaker, where the next one speaks of him ("said he")."""
        sentence = self.sentences[position]
        if sentence.paragraph != self.paragraph or sentence.kind != "prose":
            return
        lex = lexicon(sentence.lang)
        mentions = self.organisations.of(position)
        last = topic_end(lex, sentence, mentions)
        if not last:
            return
        cue = Cue(last, last, "verb", 0, last, 0, "right", mention_inside(mentions, 0, last))
        self._attribute(sentence, cue, sentence.start, sentence.end)

    def late(self, attributions: list[Attribution]) -> list[tuple[int, list[Attribution]]]:
        """Sentences of a quotation whose speaker is named only where it closes, now attributed."""
        if not attributions or not self.waiting or self.quoted:
            return []
        waiting, self.waiting = self.waiting, []
        return [(s.index, [self._carry(s, s.start, s.end, "attr.carry.back")]) for s in waiting]

    def sources(self, sentence: Sentence) -> bool:
        """Whether the sentence is a line that names the source of what stands before it."""
        tokens = sentence.tokens
        return (
            len(tokens) > 2 and tokens[1].key == ":" and tokens[0].key in lexicon(sentence.lang).source_lines
        )

    def sourced(self, position: int) -> list[tuple[int, list[Attribution]]]:
        """What the source line at `position` speaks for: its paragraph, or all before it where alone."""
        own = self.sentences[position].paragraph
        alone = position == 0 or self.sentences[position - 1].paragraph != own
        return [
            (s.index, [self._carry(s, s.start, s.end, "attr.carry.source")])
            for s in self.sentences[:position]
            if alone or s.paragraph == own
        ]

    def _carry(self, sentence: Sentence, start: int, end: int, rule: str) -> Attribution:
        speaker = self.speakers[-1]
        return Attribution(
            start=speaker.start,
            end=speaker.end,
            text=speaker.text,
            org=speaker.org,
            scope_start=start,
            scope_end=end,
            carried_over=True,
            rules=(rule,),
        )

    def _scoped(self, lex: Lexicon, sentence: Sentence, found: list[Cue]) -> list[Attribution]:
        kept: list[tuple[Cue, int]] = []
        for cue in found:
            if cue.carried and not self.speakers and not any(not other.carried for other, _ in kept):
                continue
            if not kept:
                kept.append((cue, _opening(lex, sentence, cue)))
                continue
            if _closes_over(lex, sentence, kept[-1][0], cue):
                kept[-1] = (cue, kept[-1][1])
                continue
            boundary = _boundary(lex, sentence, kept[-1][0], cue)
            if boundary is not None:
                kept.append((cue, boundary))
        attributions: list[Attribution] = []
        for n, (cue, begin) in enumerate(kept):
            end = kept[n + 1][1] if n + 1 < len(kept) else sentence.end
            attributions.append(self._attribute(sentence, cue, begin, end))
        return attributions

    def _attribute(self, sentence: Sentence, cue: Cue, begin: int, end: int) -> Attribution:
        rule = f"attr.{'carry' if cue.carried else cue.kind}.{sentence.lang}"
        if cue.carried:
            return self._carry(sentence, begin, end, rule)
        tokens = sentence.tokens
        start = tokens[cue.first].start + (cue.off or int(_joined_on(lexicon(sentence.lang), sentence, cue)))
        stop = tokens[cue.last - 1].end
        words = self.text[start:stop]
        speaker = _Speaker(
            start, stop, words, self._organisation(sentence, cue, words), _content(sentence, cue)
        )
        self.speakers.append(speaker)
        return Attribution(
            start=start,
            end=stop,
            text=words,
            org=speaker.org,
            scope_start=begin,
            scope_end=end,
            rules=(rule,),
            cue=tokens[cue.at].start if cue.at < cue.first else None,
        )

    def _organisation(self, sentence: Sentence, cue: Cue, words: str) -> str | None:
        owned = sentence.tokens[cue.first].key in lexicon(sentence.lang).possessives
        if owned and (cue.mention is None or cue.mention.bare):
            # "Its spokesman": of whom was spoken last.
            return self.organisations.before(sentence, cue.first)
        if cue.mention is not None:
            org = self.organisations.fullest(cue.mention)
            if fold(cue.mention.text) in lexicon(sentence.lang).references:
                # "The UN agency" is whichever spoke last.
                return next((speaker.org for speaker in reversed(self.speakers) if speaker.org), org)
            if org is not None:
                return org
            # "The agency": the organisation that spoke last, or the words themselves.
            if cue.mention.head in lexicon(sentence.lang).anaphors:
                last = next((speaker.org for speaker in reversed(self.speakers) if speaker.org), None)
                alone = len(_content(sentence, cue)) == 1
                return last or (None if alone else cue.mention.text)
            return cue.mention.text
        # A person or a spokesman named before speaks for the same organisation.
        keys = _content(sentence, cue)
        for speaker in reversed(self.speakers):
            if speaker.org is not None and keys and keys <= speaker.keys:
                return speaker.org
        return None


def _content(sentence: Sentence, cue: Cue) -> frozenset[str]:
    lex = lexicon(sentence.lang)
    return frozenset(
        token.key
        for token in sentence.tokens[cue.first : cue.last]
        if token.kind == "word" and token.key not in lex.articles and len(token.key) > 1
    )


def _opening(lex: Lexicon, sentence: Sentence, cue: Cue) -> int:
    """Where the first cue's scope begins: the sentence, or its clause behind "while"."""
    if cue.side == "left":
        return sentence.start
    at = min(cue.at, cue.first)
    if at and _joined_on(lex, sentence, cue):
        # "71 شهيدا والأونروا تحذر": what was counted before is told by nobody.
        return sentence.tokens[at].start
    second = cue.at - 1
    if not lex.verb_first and cue.last < second and sentence.tokens[second].key in lex.conjoining:
        # "Le HCR a relogé 300 familles et prévoit d'en …": what was done before is no statement.
        return sentence.tokens[second].start
    for n in range(at - 1, max(-1, at - 5), -1):
        length = begins(sentence, n, lex.breaks)
        if length and n > 0 and n + length >= at - 1:
            return sentence.tokens[n].start
        if n > 0 and sentence.tokens[n].key in ";؛" and not lex.verb_first:
            # "… 323 morts ; la Jordanie déplore 60 décès": what is told before is told by nobody.
            return sentence.tokens[n].end
    return sentence.start


def _joined_on(lex: Lexicon, sentence: Sentence, cue: Cue) -> bool:
    """Whether a conjunction is written on to a speaker who stands before the verb ("والأونروا تحذر")."""
    token = sentence.tokens[cue.first]
    written_on = lex.verb_first and cue.kind == "verb" and cue.first < cue.at and cue.off == 0
    return written_on and token.raw.startswith("وال") and token.key not in lex.heads | lex.roles


def _closes_over(lex: Lexicon, sentence: Sentence, before: Cue, cue: Cue) -> bool:
    """Whether the speaker who closes the sentence says of the one before that it counted ("…, says X")."""
    tokens = sentence.tokens
    inverted = cue.at < cue.first and cue.side == "left" and (
        (cue.kind == "verb" and bool(lex.by)) or (lex.verb_first and cue.kind in ("verb", "preposition"))
    )  # fmt: skip
    if (
        not inverted
        or before.kind != "counting"
        or before.side == "left"
        or tokens[cue.at - 1].raw not in ",،"
    ):
        return False
    between = range(max(before.after, before.last), cue.at)
    return not any(tokens[n].key in ";؛" or begins(sentence, n, lex.breaks) for n in between)


def _boundary(lex: Lexicon, sentence: Sentence, before: Cue, cue: Cue) -> int | None:
    """Where one scope ends and the next begins; None where the second cue adds no claim of its own."""
    tokens = sentence.tokens
    floor = max(before.after, before.last)
    at = min(cue.at, cue.first) if not cue.carried else cue.at
    if cue.side == "right":
        for n in range(at - 1, floor - 1, -1):
            if begins(sentence, n, lex.breaks) and at - n <= 5:
                return tokens[n].start
            if tokens[n].kind == "mark":
                return tokens[n].end
        return tokens[at].start if at > floor else None
    if before.side == "left":
        return tokens[floor - 1].end
    breaks = [
        n
        for n in range(floor, at - 1)
        if begins(sentence, n, lex.breaks) or (tokens[n].key in ",;،؛" and not _groups(sentence, n))
    ]
    return tokens[breaks[-1]].start if breaks else None


def _groups(sentence: Sentence, at: int) -> bool:
    """Whether the comma stands within a number ("15,600")."""
    tokens = sentence.tokens
    return 0 < at < len(tokens) - 1 and tokens[at - 1].kind == tokens[at + 1].kind == "digits" and (
        tokens[at - 1].end == tokens[at].start and tokens[at].end == tokens[at + 1].start
    )  # fmt: skip


def _opens_quote(sentence: Sentence) -> bool:
    """Whether the sentence begins inside quotation marks of its own."""
    return bool(sentence.tokens) and sentence.tokens[0].key in _OPENING_QUOTES


def _quotes(sentence: Sentence) -> bool:
    return any(token.key in QUOTES for token in sentence.tokens if token.kind == "mark")


def _open_quote(sentence: Sentence, quoted: bool) -> bool:
    for at in _quoting.spots(sentence.tokens):
        key = sentence.tokens[at].key
        if key in "«“":
            quoted = True
        elif key in "»”":
            quoted = False
        elif key == '"':
            quoted = not quoted
    return quoted
