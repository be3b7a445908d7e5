-- The releases up to this one.
CREATE OR REPLACE VIEW releases AS
SELECT
    release_id,
    run_id,
    published_at,
    facts,
    documents,
    content_sha256
FROM base.releases;

COMMENT ON VIEW releases IS 'The releases up to this one.';
COMMENT ON COLUMN releases.release_id IS 'Id of the release: its run and the beginning of its content digest.';
COMMENT ON COLUMN releases.run_id IS 'Run that led to it.';
COMMENT ON COLUMN releases.published_at IS 'Instant of publication.';
COMMENT ON COLUMN releases.facts IS 'Number of figures in it.';
COMMENT ON COLUMN releases.documents IS 'Number of documents in it.';
COMMENT ON COLUMN releases.content_sha256 IS 'Digest of its content: documents, figures and relations.';
