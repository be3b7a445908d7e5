-- The documents whose rows in a release can differ from those in the release before: the open run has touched
-- them, or read them with another extractor. Variable run: the open run.
CREATE OR REPLACE TEMP TABLE changed_documents AS
SELECT DISTINCT document_id FROM (
    SELECT document_id FROM facts WHERE run_from = getvariable('run') OR run_to = getvariable('run')
    UNION ALL
    SELECT document_id FROM documents WHERE run_from = getvariable('run') OR run_to = getvariable('run')
    UNION ALL
    SELECT document_id FROM publications WHERE run_from = getvariable('run') OR run_to = getvariable('run')
    UNION ALL
    SELECT document_id FROM extractions WHERE run_from = getvariable('run') OR run_to = getvariable('run')
);
