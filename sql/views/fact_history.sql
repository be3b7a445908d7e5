-- Every figure that ever was in a release, with the runs that have it.
CREATE OR REPLACE VIEW fact_history AS
SELECT
    * EXCLUDE (title, publisher, url, published_at, licence, role, because, refers_to),
    CAST(NULL AS BIGINT) AS run_to
FROM base.facts
UNION ALL BY NAME
SELECT * FROM base.closed_facts;

COMMENT ON VIEW fact_history IS 'Every figure that ever was in a release, with the runs that have it.';
COMMENT ON COLUMN fact_history.fact_id IS 'Stable id: the same text, span and indicator give the same id on every run and machine.';
COMMENT ON COLUMN fact_history.document_id IS 'Content address of the stored text that the figure stands in.';
COMMENT ON COLUMN fact_history.value IS 'The number as stated; null where the text states none ("hundreds", "between 10 and 15 thousand").';
COMMENT ON COLUMN fact_history.value_min IS 'Lower bound that the wording gives; null is unbounded or not stated.';
COMMENT ON COLUMN fact_history.value_max IS 'Upper bound that the wording gives; null is unbounded or not stated.';
COMMENT ON COLUMN fact_history.quantifier IS 'exact, approximately, more_than, at_least, less_than, at_most, between or order_of_magnitude.';
COMMENT ON COLUMN fact_history.unit IS 'What is counted, as a code (person, household, housing_unit, …).';
COMMENT ON COLUMN fact_history.unit_text IS 'What is counted, in the words of the text.';
COMMENT ON COLUMN fact_history.currency IS 'ISO 4217 code for money, otherwise null.';
COMMENT ON COLUMN fact_history.indicator IS 'What happened to what is counted, as a code.';
COMMENT ON COLUMN fact_history.population IS 'Who they are, as codes; empty where the text does not say.';
COMMENT ON COLUMN fact_history.measure IS 'stock, flow, cumulative, rate or unknown: what may be added.';
COMMENT ON COLUMN fact_history.assertion IS 'reported, attributed, estimated, denied, planned, forecast or hypothetical; only the first three count in totals.';
COMMENT ON COLUMN fact_history.period_start IS 'First day of the period, inclusive; null when unresolved.';
COMMENT ON COLUMN fact_history.period_end IS 'Last day of the period, inclusive; null when unresolved.';
COMMENT ON COLUMN fact_history.period_text IS 'The words that tell the period.';
COMMENT ON COLUMN fact_history.date_accuracy IS 'hour, day, few_days, week, month, year or unknown.';
COMMENT ON COLUMN fact_history.place_name IS 'Name of the place in the gazetteer.';
COMMENT ON COLUMN fact_history.place_text IS 'The place in the words of the text.';
COMMENT ON COLUMN fact_history.place_id IS 'Id of the place in the view places.';
COMMENT ON COLUMN fact_history.iso3 IS 'ISO 3166-1 alpha-3 code of the country.';
COMMENT ON COLUMN fact_history.admin1 IS 'First-level administrative area.';
COMMENT ON COLUMN fact_history.geonames_id IS 'GeoNames id of the place.';
COMMENT ON COLUMN fact_history.lat IS 'Latitude in degrees, WGS 84.';
COMMENT ON COLUMN fact_history.lon IS 'Longitude in degrees, WGS 84.';
COMMENT ON COLUMN fact_history.place_accuracy IS 'How exact the place is: country, admin1, admin2, point or site.';
COMMENT ON COLUMN fact_history.place_role IS 'origin, destination, origin_and_destination or event_site.';
COMMENT ON COLUMN fact_history.place_carried_over IS 'True where the place was named in an earlier sentence.';
COMMENT ON COLUMN fact_history.attribution IS 'Who says it in the document, verbatim; not the publisher.';
COMMENT ON COLUMN fact_history.attribution_org IS 'The organisation that the attribution names.';
COMMENT ON COLUMN fact_history."start" IS 'First code point of the number expression in the stored text.';
COMMENT ON COLUMN fact_history."end" IS 'Code point after the last of the number expression.';
COMMENT ON COLUMN fact_history.quote IS 'The sentence that holds the figure, cut from the stored text.';
COMMENT ON COLUMN fact_history.quote_start IS 'First code point of the quote in the stored text.';
COMMENT ON COLUMN fact_history.quote_end IS 'Code point after the last of the quote.';
COMMENT ON COLUMN fact_history.modifier_text IS 'The quantifier''s words.';
COMMENT ON COLUMN fact_history.subset_of IS 'Id of the figure in the same document that this one is a part of.';
COMMENT ON COLUMN fact_history.duplicate_of IS 'Id of the figure in the same document that made the same claim earlier.';
COMMENT ON COLUMN fact_history.rules IS 'Ids of the rules that built the figure, in order.';
COMMENT ON COLUMN fact_history.extractor IS 'Version of the extractor and hash of its lexicon.';
COMMENT ON COLUMN fact_history.confidence IS '0 to 1: an ordering from a fixed table, not a probability.';
COMMENT ON COLUMN fact_history.lang IS 'Language of the sentence.';
COMMENT ON COLUMN fact_history.source_url IS 'Where a series row was fetched from; null for prose.';
COMMENT ON COLUMN fact_history.retrieved_at IS 'When a series row was fetched; null for prose.';
COMMENT ON COLUMN fact_history.response_sha256 IS 'SHA-256 of the upstream''s answer; null for prose.';
COMMENT ON COLUMN fact_history.json_pointer IS 'JSON Pointer of the row in the upstream''s answer; null for prose.';
COMMENT ON COLUMN fact_history.run_from IS 'First run that has the row.';
COMMENT ON COLUMN fact_history.run_to IS 'First run that no longer has the row; null while it is current.';
