-- The facts whose folded quote holds a word; parameters stem and pattern, both of sql/search.py.
SELECT fact_id FROM base.folded_quotes WHERE contains(folded, $stem) AND regexp_matches(folded, $pattern)
