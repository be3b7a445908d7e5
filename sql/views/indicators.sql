-- Every indicator with its labels, its mappings and the number of its figures.
CREATE OR REPLACE VIEW indicators AS
SELECT
    indicator,
    label_ar,
    label_en,
    label_fr,
    label_es,
    description,
    usual_measure,
    part_of,
    helix_category,
    helix_term,
    hapi,
    hxl,
    facts,
    documents
FROM base.indicators;

COMMENT ON VIEW indicators IS 'Every indicator with its labels, its mappings and the number of its figures.';
COMMENT ON COLUMN indicators.indicator IS 'Code of the indicator.';
COMMENT ON COLUMN indicators.label_ar IS 'Name in Arabic.';
COMMENT ON COLUMN indicators.label_en IS 'Name in English.';
COMMENT ON COLUMN indicators.label_fr IS 'Name in French.';
COMMENT ON COLUMN indicators.label_es IS 'Name in Spanish.';
COMMENT ON COLUMN indicators.description IS 'What it counts.';
COMMENT ON COLUMN indicators.usual_measure IS 'Measures that figures of it usually have, the most usual first.';
COMMENT ON COLUMN indicators.part_of IS 'Indicator that contains it, for subset rules.';
COMMENT ON COLUMN indicators.helix_category IS 'Category of IDMC''s Helix.';
COMMENT ON COLUMN indicators.helix_term IS 'Term of IDMC''s Helix.';
COMMENT ON COLUMN indicators.hapi IS 'Field or code of OCHA''s HDX HAPI.';
COMMENT ON COLUMN indicators.hxl IS 'HXL hashtag.';
COMMENT ON COLUMN indicators.facts IS 'Number of current figures.';
COMMENT ON COLUMN indicators.documents IS 'Number of documents with such figures.';
