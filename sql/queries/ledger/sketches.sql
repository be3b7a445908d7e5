-- The sketches of a version, of the documents in the JSON list or of all where it is null.
SELECT document_id, bands FROM sketches
WHERE version = $version
    AND ($documents IS NULL OR document_id IN (SELECT unnest(from_json(coalesce($documents, '[]'), '["VARCHAR"]'))));
