-- Every code of every code list, with labels in four languages.
CREATE OR REPLACE VIEW codelists AS
SELECT
    codelist,
    code,
    position,
    label_ar,
    label_en,
    label_fr,
    label_es,
    description,
    extra
FROM base.codelists;

COMMENT ON VIEW codelists IS 'Every code of every code list, with labels in four languages.';
COMMENT ON COLUMN codelists.codelist IS 'Name of the code list.';
COMMENT ON COLUMN codelists.code IS 'The code.';
COMMENT ON COLUMN codelists.position IS 'Place of the code in its list, from 1.';
COMMENT ON COLUMN codelists.label_ar IS 'Label in Arabic.';
COMMENT ON COLUMN codelists.label_en IS 'Label in English.';
COMMENT ON COLUMN codelists.label_fr IS 'Label in French.';
COMMENT ON COLUMN codelists.label_es IS 'Label in Spanish.';
COMMENT ON COLUMN codelists.description IS 'What the code means.';
COMMENT ON COLUMN codelists.extra IS 'The further columns of the list, such as mappings, as a map.';
