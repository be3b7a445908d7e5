"""How long it takes to relate and to add up a large store, from nothing and for one new document.

    python -m benchmarks.relate --documents 20000

Prints one JSON line; exits with 1 where a limit is broken (60 s, 1.5 GB, 3 s for one document).
"""

from __future__ import annotations

import argparse
import json
import resource
import sys
import time
from collections import defaultdict

from benchmarks.stories import stories
from etl.relate import Similarity, block, blocks, relate, relate_block
from etl.relate.engine import first_published
from sql.records import FactRow


def main() -> int:
    """The exit status; the measurements go to standard output."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--documents", type=int, default=20_000)
    documents, publications, facts = [], [], []
    for document, publication, told in stories(parser.parse_args().documents):
        documents.append(document)
        publications.append(publication)
        facts += told
    base = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    clock = time.perf_counter()
    relations = relate(facts, documents, publications)
    whole = time.perf_counter() - clock

    members: dict[str, list[FactRow]] = defaultdict(list)
    for fact in facts:
        for key in blocks(fact):
            members[key].append(fact)
    published = first_published(documents, publications)
    # The newest document again, as if it had just come.
    last = [fact for fact in facts if fact.document_id == documents[-1].document_id]
    clock = time.perf_counter()
    similarity = Similarity({document.document_id: document.text for document in documents})
    for key in sorted({key for fact in last if (key := block(fact)) is not None}):
        relate_block(members[key], published, similarity)
    one = time.perf_counter() - clock
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    print(
        json.dumps(
            {
                "documents": len(documents),
                "facts": len(facts),
                "relations": len(relations),
                "seconds": round(whole, 2),
                "seconds_one_document": round(one, 3),
                "largest_block": max(len(rows) for rows in members.values()),
                "megabytes": peak // 1024,
                "megabytes_of_input": base // 1024,
            }
        )
    )
    return int(whole > 60 or one > 3 or peak > 1_500_000)


if __name__ == "__main__":
    sys.exit(main())
