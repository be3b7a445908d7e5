-- The relations that one of the facts has to another figure, or another figure to it.
SELECT fact_id, relation, other_id, rule, because, origin
FROM relations
WHERE list_contains($fact_ids, fact_id) AND relation IN ('duplicate_of', 'subset_of', 'supersedes')
ORDER BY fact_id, relation, other_id, rule;
