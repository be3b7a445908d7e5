-- As totals/relations_of, but in the state that an earlier run had.
SELECT fact_id, relation, other_id, rule, because, origin
FROM relations_as_of($run)
WHERE fact_id IN (SELECT unnest(from_json($fact_ids, '["VARCHAR"]'))) AND relation IN ('duplicate_of', 'subset_of', 'supersedes')
ORDER BY fact_id, relation, other_id, rule;
