-- How facts stand to one another.
SELECT fact_id, relation, other_id, rule, because, origin
FROM relations
ORDER BY relation, fact_id, other_id, rule
