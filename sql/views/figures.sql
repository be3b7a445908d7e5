-- One row per claim after reconciling: the figure that stands for it, with role and reason.
CREATE OR REPLACE VIEW figures AS
SELECT f.* EXCLUDE (role, because, refers_to), g.role, g.because, g.refers_to, g.fact_ids
FROM (
    SELECT claim_id, list(fact_id ORDER BY fact_id <> claim_id, fact_id) AS fact_ids,
        any_value(role) FILTER (fact_id = claim_id) AS role,
        any_value(because) FILTER (fact_id = claim_id) AS because,
        any_value(refers_to) FILTER (fact_id = claim_id) AS refers_to
    FROM base.figures
    GROUP BY claim_id
) AS g
JOIN facts AS f ON f.fact_id = g.claim_id;

COMMENT ON VIEW figures IS 'One row per claim after reconciling: the figure that stands for it, with role and reason.';
COMMENT ON COLUMN figures.fact_id IS 'Stable id: the same text, span and indicator give the same id on every run and machine.';
COMMENT ON COLUMN figures.document_id IS 'Content address of the stored text that the figure stands in.';
COMMENT ON COLUMN figures.value IS 'The number as stated; null where the text states none ("hundreds", "between 10 and 15 thousand").';
COMMENT ON COLUMN figures.value_min IS 'Lower bound that the wording gives; null is unbounded or not stated.';
COMMENT ON COLUMN figures.value_max IS 'Upper bound that the wording gives; null is unbounded or not stated.';
COMMENT ON COLUMN figures.quantifier IS 'exact, approximately, more_than, at_least, less_than, at_most, between or order_of_magnitude.';
COMMENT ON COLUMN figures.unit IS 'What is counted, as a code (person, household, housing_unit, …).';
COMMENT ON COLUMN figures.unit_text IS 'What is counted, in the words of the text.';
COMMENT ON COLUMN figures.currency IS 'ISO 4217 code for money, otherwise null.';
COMMENT ON COLUMN figures.indicator IS 'What happened to what is counted, as a code.';
COMMENT ON COLUMN figures.population IS 'Who they are, as codes; empty where the text does not say.';
COMMENT ON COLUMN figures.measure IS 'stock, flow, cumulative, rate or unknown: what may be added.';
COMMENT ON COLUMN figures.assertion IS 'reported, attributed, estimated, denied, planned, forecast or hypothetical; only the first three count in totals.';
COMMENT ON COLUMN figures.period_start IS 'First day of the period, inclusive; null when unresolved.';
COMMENT ON COLUMN figures.period_end IS 'Last day of the period, inclusive; null when unresolved.';
COMMENT ON COLUMN figures.period_text IS 'The words that tell the period.';
COMMENT ON COLUMN figures.date_accuracy IS 'hour, day, few_days, week, month, year or unknown.';
COMMENT ON COLUMN figures.place_name IS 'Name of the place in the gazetteer.';
COMMENT ON COLUMN figures.place_text IS 'The place in the words of the text.';
COMMENT ON COLUMN figures.place_id IS 'Id of the place in the view places.';
COMMENT ON COLUMN figures.iso3 IS 'ISO 3166-1 alpha-3 code of the country.';
COMMENT ON COLUMN figures.admin1 IS 'First-level administrative area.';
COMMENT ON COLUMN figures.geonames_id IS 'GeoNames id of the place.';
COMMENT ON COLUMN figures.lat IS 'Latitude in degrees, WGS 84.';
COMMENT ON COLUMN figures.lon IS 'Longitude in degrees, WGS 84.';
COMMENT ON COLUMN figures.place_accuracy IS 'How exact the place is: country, admin1, admin2, point or site.';
COMMENT ON COLUMN figures.place_role IS 'origin, destination, origin_and_destination or event_site.';
COMMENT ON COLUMN figures.place_carried_over IS 'True where the place was named in an earlier sentence.';
COMMENT ON COLUMN figures.attribution IS 'Who says it in the document, verbatim; not the publisher.';
COMMENT ON COLUMN figures.attribution_org IS 'The organisation that the attribution names.';
COMMENT ON COLUMN figures."start" IS 'First code point of the number expression in the stored text.';
COMMENT ON COLUMN figures."end" IS 'Code point after the last of the number expression.';
COMMENT ON COLUMN figures.quote IS 'The sentence that holds the figure, cut from the stored text.';
COMMENT ON COLUMN figures.quote_start IS 'First code point of the quote in the stored text.';
COMMENT ON COLUMN figures.quote_end IS 'Code point after the last of the quote.';
COMMENT ON COLUMN figures.modifier_text IS 'The quantifier''s words.';
COMMENT ON COLUMN figures.subset_of IS 'Id of the figure in the same document that this one is a part of.';
COMMENT ON COLUMN figures.duplicate_of IS 'Id of the figure in the same document that made the same claim earlier.';
COMMENT ON COLUMN figures.rules IS 'Ids of the rules that built the figure, in order.';
COMMENT ON COLUMN figures.extractor IS 'Version of the extractor and hash of its lexicon.';
COMMENT ON COLUMN figures.confidence IS '0 to 1: an ordering from a fixed table, not a probability.';
COMMENT ON COLUMN figures.lang IS 'Language of the sentence.';
COMMENT ON COLUMN figures.source_url IS 'Where a series row was fetched from; null for prose.';
COMMENT ON COLUMN figures.retrieved_at IS 'When a series row was fetched; null for prose.';
COMMENT ON COLUMN figures.response_sha256 IS 'SHA-256 of the upstream''s answer; null for prose.';
COMMENT ON COLUMN figures.json_pointer IS 'JSON Pointer of the row in the upstream''s answer; null for prose.';
COMMENT ON COLUMN figures.title IS 'Title of the document as first published.';
COMMENT ON COLUMN figures.publisher IS 'Who first published the document.';
COMMENT ON COLUMN figures.url IS 'Where it was first published.';
COMMENT ON COLUMN figures.published_at IS 'Day of its first publication.';
COMMENT ON COLUMN figures.licence IS 'Licence that the publication states.';
COMMENT ON COLUMN figures.role IS 'Part the figure plays in the recommended totals: recommended (counted) or why it was set aside.';
COMMENT ON COLUMN figures.because IS 'Rule and plain sentence for a role other than recommended.';
COMMENT ON COLUMN figures.refers_to IS 'Ids of the figures that the reason refers to.';
COMMENT ON COLUMN figures.fact_ids IS 'Every figure that makes this claim, the one that stands for it first.';
