-- Every document with its first publication and the number of its figures.
CREATE OR REPLACE VIEW documents AS
SELECT
    document_id,
    title,
    lang,
    published_at,
    publisher,
    url,
    licence,
    text_open,
    characters,
    facts,
    publications,
    extractor,
    run_from
FROM base.documents;

COMMENT ON VIEW documents IS 'Every document with its first publication and the number of its figures.';
COMMENT ON COLUMN documents.document_id IS 'Content address of the stored text.';
COMMENT ON COLUMN documents.title IS 'Title as first published.';
COMMENT ON COLUMN documents.lang IS 'Language of the document, as stated or found.';
COMMENT ON COLUMN documents.published_at IS 'Day of its first publication; null where it is not known.';
COMMENT ON COLUMN documents.publisher IS 'Who first published it.';
COMMENT ON COLUMN documents.url IS 'Where it was first published.';
COMMENT ON COLUMN documents.licence IS 'Licence that its first publication states.';
COMMENT ON COLUMN documents.text_open IS 'True where a stated licence allows the text to be passed on; only such texts are in a release.';
COMMENT ON COLUMN documents.characters IS 'Length of the stored text in code points.';
COMMENT ON COLUMN documents.facts IS 'Number of current figures in it.';
COMMENT ON COLUMN documents.publications IS 'Number of publications that carry exactly this text.';
COMMENT ON COLUMN documents.extractor IS 'Version of the extractor that read it.';
COMMENT ON COLUMN documents.run_from IS 'First run that has the document.';
