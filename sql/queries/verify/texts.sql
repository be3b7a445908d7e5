-- The texts of the documents in the JSON list that the release holds.
SELECT document_id, text FROM texts WHERE document_id IN (SELECT unnest(from_json(?, '["VARCHAR"]')));
