-- Every appearance of a document: the same text from two publishers is two publications and one witness.
CREATE OR REPLACE VIEW publications AS
SELECT
    document_id,
    title,
    publisher,
    url,
    published_at,
    licence,
    source,
    lang,
    run_from
FROM base.publications;

COMMENT ON VIEW publications IS 'Every appearance of a document: the same text from two publishers is two publications and one witness.';
COMMENT ON COLUMN publications.document_id IS 'Content address of the text that was published.';
COMMENT ON COLUMN publications.title IS 'Title of this publication.';
COMMENT ON COLUMN publications.publisher IS 'Who published it.';
COMMENT ON COLUMN publications.url IS 'Where it was published.';
COMMENT ON COLUMN publications.published_at IS 'Day of publication.';
COMMENT ON COLUMN publications.licence IS 'Licence that it states.';
COMMENT ON COLUMN publications.source IS 'File, feed or upstream that it was taken from.';
COMMENT ON COLUMN publications.lang IS 'Language that it states.';
COMMENT ON COLUMN publications.run_from IS 'First run that has it.';
