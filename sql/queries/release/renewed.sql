-- What follows from the new roles; table stale_facts: every fact that a reader sees otherwise than before.
CREATE OR REPLACE TEMP TABLE stale_facts AS
SELECT fact_id FROM touched_facts
UNION
SELECT fact_id FROM stale_roles;

UPDATE base.facts SET role = g.role, because = g.because, refers_to = g.refers_to
FROM base.figures AS g
WHERE g.fact_id = base.facts.fact_id
    AND base.facts.fact_id IN (SELECT fact_id FROM stale_facts)
    AND (base.facts.role, base.facts.because, base.facts.refers_to)
        IS DISTINCT FROM (g.role, g.because, g.refers_to);

UPDATE base.indicators SET facts = n.facts, documents = n.documents
FROM (
    SELECT i.indicator, count(f.fact_id) AS facts, count(DISTINCT f.document_id) AS documents
    FROM base.indicators AS i
    LEFT JOIN base.facts AS f ON f.indicator = i.indicator
    GROUP BY i.indicator
) AS n
WHERE n.indicator = base.indicators.indicator
    AND (base.indicators.facts, base.indicators.documents) IS DISTINCT FROM (n.facts, n.documents);

DELETE FROM base.folded_quotes WHERE fact_id IN (SELECT fact_id FROM stale_facts);
