"""How figures stand to one another: the same claim, a part, a longer window, a revision, a contradiction.

Relations are a function of the set of facts: neither the order of arrival nor the batches they came in change
them. Only facts of one block are compared, so a new document touches only the blocks of its own facts.
"""

from etl.relate.blocks import block, blocks
from etl.relate.engine import relate, relate_block, relate_told
from etl.relate.texts import Similarity

__all__ = ["Similarity", "block", "blocks", "relate", "relate_block", "relate_told"]
