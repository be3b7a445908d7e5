-- Texts go into the release only where a licence that is stated lets them be passed on.
-- Variables run, open_licences: the licences, as publications state them, that do.
CREATE TEMP TABLE open_documents AS
SELECT DISTINCT document_id FROM scratch.base.publications
WHERE list_contains(CAST(getvariable('open_licences') AS VARCHAR[]), licence);

UPDATE scratch.base.documents SET text_open = true
WHERE document_id IN (SELECT document_id FROM open_documents);

CREATE TABLE scratch.base.texts AS
SELECT document_id, text FROM documents
WHERE run_from <= getvariable('run') AND (run_to IS NULL OR run_to > getvariable('run'))
    AND document_id IN (SELECT document_id FROM open_documents)
ORDER BY document_id;

DROP TABLE open_documents;
