-- The relations that one of the facts has to another; the ids come as a JSON list.
SELECT fact_id, relation, other_id, rule, because, origin
FROM relations
WHERE fact_id IN (SELECT unnest(from_json($fact_ids, '["VARCHAR"]'))) AND relation IN ('duplicate_of', 'subset_of', 'supersedes')
ORDER BY fact_id, relation, other_id, rule;
