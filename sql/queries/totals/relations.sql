-- Every relation of the current state.
SELECT fact_id, relation, other_id, rule, because, origin
FROM relations
ORDER BY fact_id, relation, other_id, rule;
