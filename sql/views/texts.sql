-- The stored texts that a stated licence allows to be passed on.
CREATE OR REPLACE VIEW texts AS
SELECT document_id, text
FROM base.texts;

COMMENT ON VIEW texts IS 'The stored texts that a stated licence allows to be passed on.';
COMMENT ON COLUMN texts.document_id IS 'Content address of the text.';
COMMENT ON COLUMN texts.text IS 'The text exactly as stored; every offset counts its code points.';
