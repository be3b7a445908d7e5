-- The texts of the documents in the JSON list, from the attached ledger.
SELECT DISTINCT document_id, text FROM ledger.documents WHERE document_id IN (SELECT unnest(from_json(?, '["VARCHAR"]')));
