-- The first publication of every document as each run knew it.
CREATE OR REPLACE VIEW document_history AS
SELECT
    document_id,
    title,
    lang,
    published_at,
    publisher,
    url,
    licence,
    run_from,
    run_to
FROM base.document_history;

COMMENT ON VIEW document_history IS 'The first publication of every document as each run knew it.';
COMMENT ON COLUMN document_history.document_id IS 'Content address of the stored text.';
COMMENT ON COLUMN document_history.title IS 'Title as first published.';
COMMENT ON COLUMN document_history.lang IS 'Language of the document, as stated or found.';
COMMENT ON COLUMN document_history.published_at IS 'Day of its first publication; null where it is not known.';
COMMENT ON COLUMN document_history.publisher IS 'Who first published it.';
COMMENT ON COLUMN document_history.url IS 'Where it was first published.';
COMMENT ON COLUMN document_history.licence IS 'Licence that its first publication states.';
COMMENT ON COLUMN document_history.run_from IS 'First run that has the row.';
COMMENT ON COLUMN document_history.run_to IS 'First run that no longer has the row; null while it is current.';
