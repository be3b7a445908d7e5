-- Makes the current relations exactly those in `incoming_relations`, or, where `incoming_scope` is not empty,
-- those whose `fact_id` is in it.
-- Variables run: the open run; everything: true for all relations, false for those in the scope.
UPDATE relations SET run_to = getvariable('run')
WHERE run_to IS NULL
    AND (getvariable('everything') OR fact_id IN (SELECT fact_id FROM incoming_scope))
    AND NOT EXISTS (
        FROM incoming_relations AS i
        WHERE i.fact_id = relations.fact_id AND i.relation = relations.relation
            AND i.other_id = relations.other_id AND i.rule = relations.rule
            AND i.because = relations.because AND i.origin = relations.origin
    );

INSERT INTO relations BY NAME
SELECT DISTINCT fact_id, relation, other_id, rule, because, origin, getvariable('run') AS run_from
FROM incoming_relations AS i
WHERE NOT EXISTS (
    FROM relations AS r
    WHERE r.run_to IS NULL AND r.fact_id = i.fact_id AND r.relation = i.relation
        AND r.other_id = i.other_id AND r.rule = i.rule
        AND r.because = i.because AND r.origin = i.origin
);
