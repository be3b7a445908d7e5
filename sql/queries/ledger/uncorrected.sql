-- The facts of some documents as their texts give them: for a corrected one, what it was before.
-- Parameter: the documents, as a JSON list. The columns follow those of the table.
WITH plain AS (
    SELECT *, row_number() OVER (PARTITION BY fact_id ORDER BY run_from DESC, run_to DESC NULLS FIRST) AS place
    FROM facts
    WHERE document_id IN (SELECT unnest(from_json(?, '["VARCHAR"]')))
        AND len(list_filter(rules, lambda rule: starts_with(rule, 'correction.'))) = 0
)
SELECT p.* EXCLUDE (place, run_from, run_to)
FROM plain AS p
WHERE p.place = 1 AND EXISTS (FROM facts AS f WHERE f.fact_id = p.fact_id AND f.run_to IS NULL)
ORDER BY fact_id;
