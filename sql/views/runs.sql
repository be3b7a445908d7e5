-- One row per run of the extraction that led to a release.
CREATE OR REPLACE VIEW runs AS
SELECT
    run_id,
    release_id,
    kinds,
    published_at,
    documents_added,
    facts_added,
    facts_closed,
    extractors
FROM base.runs;

COMMENT ON VIEW runs IS 'One row per run of the extraction that led to a release.';
COMMENT ON COLUMN runs.run_id IS 'Number of the run, the same as that of the release it led to.';
COMMENT ON COLUMN runs.release_id IS 'The release it led to.';
COMMENT ON COLUMN runs.kinds IS 'What was done in it: ingest, collect, decide.';
COMMENT ON COLUMN runs.published_at IS 'Instant of the release.';
COMMENT ON COLUMN runs.documents_added IS 'Documents that it brought.';
COMMENT ON COLUMN runs.facts_added IS 'Figures that are new or differ from the run before.';
COMMENT ON COLUMN runs.facts_closed IS 'Figures that are gone or differ from the run before.';
COMMENT ON COLUMN runs.extractors IS 'Versions of the extractor at work in it.';
