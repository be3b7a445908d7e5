-- The documents with a fact that a correction has changed.
SELECT DISTINCT document_id
FROM facts
WHERE run_to IS NULL AND len(list_filter(rules, lambda rule: starts_with(rule, 'correction.'))) > 0
ORDER BY document_id;
