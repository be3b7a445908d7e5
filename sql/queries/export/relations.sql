-- How facts stand to one another; `fact_ids`: a JSON list, null for all facts.
SELECT fact_id, relation, other_id, rule, because, origin
FROM relations
WHERE $fact_ids IS NULL
    OR fact_id IN (SELECT unnest(from_json(coalesce($fact_ids, '[]'), '["VARCHAR"]')))
    OR other_id IN (SELECT unnest(from_json(coalesce($fact_ids, '[]'), '["VARCHAR"]')))
ORDER BY relation, fact_id, other_id, rule
