-- Every spelling by which a place is found.
CREATE OR REPLACE VIEW place_names AS
SELECT
    key,
    place_id
FROM base.place_names;

COMMENT ON VIEW place_names IS 'Every spelling by which a place is found.';
COMMENT ON COLUMN place_names.key IS 'A spelling, folded: lower case, without vowel signs and accents.';
COMMENT ON COLUMN place_names.place_id IS 'A place that bears it.';
