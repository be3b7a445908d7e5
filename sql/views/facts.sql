-- Every current figure with its words, its document and its role: one row per statement in a text.
CREATE OR REPLACE VIEW facts AS
SELECT
    fact_id,
    document_id,
    value,
    value_min,
    value_max,
    quantifier,
    unit,
    unit_text,
    currency,
    indicator,
    population,
    measure,
    assertion,
    period_start,
    period_end,
    period_text,
    date_accuracy,
    place_name,
    place_text,
    place_id,
    iso3,
    admin1,
    geonames_id,
    lat,
    lon,
    place_accuracy,
    place_role,
    place_carried_over,
    attribution,
    attribution_org,
    "start",
    "end",
    quote,
    quote_start,
    quote_end,
    modifier_text,
    subset_of,
    duplicate_of,
    rules,
    extractor,
    confidence,
    lang,
    source_url,
    retrieved_at,
    response_sha256,
    json_pointer,
    title,
    publisher,
    url,
    published_at,
    licence,
    role,
    because,
    refers_to
FROM base.facts;

COMMENT ON VIEW facts IS 'Every current figure with its words, its document and its role: one row per statement in a text.';
COMMENT ON COLUMN facts.fact_id IS 'Stable id: the same text, span and indicator give the same id on every run and machine.';
COMMENT ON COLUMN facts.document_id IS 'Content address of the stored text that the figure stands in.';
COMMENT ON COLUMN facts.value IS 'The number as stated; null where the text states none ("hundreds", "between 10 and 15 thousand").';
COMMENT ON COLUMN facts.value_min IS 'Lower bound that the wording gives; null is unbounded or not stated.';
COMMENT ON COLUMN facts.value_max IS 'Upper bound that the wording gives; null is unbounded or not stated.';
COMMENT ON COLUMN facts.quantifier IS 'exact, approximately, more_than, at_least, less_than, at_most, between or order_of_magnitude.';
COMMENT ON COLUMN facts.unit IS 'What is counted, as a code (person, household, housing_unit, …).';
COMMENT ON COLUMN facts.unit_text IS 'What is counted, in the words of the text.';
COMMENT ON COLUMN facts.currency IS 'ISO 4217 code for money, otherwise null.';
COMMENT ON COLUMN facts.indicator IS 'What happened to what is counted, as a code.';
COMMENT ON COLUMN facts.population IS 'Who they are, as codes; empty where the text does not say.';
COMMENT ON COLUMN facts.measure IS 'stock, flow, cumulative, rate or unknown: what may be added.';
COMMENT ON COLUMN facts.assertion IS 'reported, attributed, estimated, denied, planned, forecast or hypothetical; only the first three count in totals.';
COMMENT ON COLUMN facts.period_start IS 'First day of the period, inclusive; null when unresolved.';
COMMENT ON COLUMN facts.period_end IS 'Last day of the period, inclusive; null when unresolved.';
COMMENT ON COLUMN facts.period_text IS 'The words that tell the period.';
COMMENT ON COLUMN facts.date_accuracy IS 'hour, day, few_days, week, month, year or unknown.';
COMMENT ON COLUMN facts.place_name IS 'Name of the place in the gazetteer.';
COMMENT ON COLUMN facts.place_text IS 'The place in the words of the text.';
COMMENT ON COLUMN facts.place_id IS 'Id of the place in the view places.';
COMMENT ON COLUMN facts.iso3 IS 'ISO 3166-1 alpha-3 code of the country.';
COMMENT ON COLUMN facts.admin1 IS 'First-level administrative area.';
COMMENT ON COLUMN facts.geonames_id IS 'GeoNames id of the place.';
COMMENT ON COLUMN facts.lat IS 'Latitude in degrees, WGS 84.';
COMMENT ON COLUMN facts.lon IS 'Longitude in degrees, WGS 84.';
COMMENT ON COLUMN facts.place_accuracy IS 'How exact the place is: country, admin1, admin2, point or site.';
COMMENT ON COLUMN facts.place_role IS 'origin, destination, origin_and_destination or event_site.';
COMMENT ON COLUMN facts.place_carried_over IS 'True where the place was named in an earlier sentence.';
COMMENT ON COLUMN facts.attribution IS 'Who says it in the document, verbatim; not the publisher.';
COMMENT ON COLUMN facts.attribution_org IS 'The organisation that the attribution names.';
COMMENT ON COLUMN facts."start" IS 'First code point of the number expression in the stored text.';
COMMENT ON COLUMN facts."end" IS 'Code point after the last of the number expression.';
COMMENT ON COLUMN facts.quote IS 'The sentence that holds the figure, cut from the stored text.';
COMMENT ON COLUMN facts.quote_start IS 'First code point of the quote in the stored text.';
COMMENT ON COLUMN facts.quote_end IS 'Code point after the last of the quote.';
COMMENT ON COLUMN facts.modifier_text IS 'The quantifier''s words.';
COMMENT ON COLUMN facts.subset_of IS 'Id of the figure in the same document that this one is a part of.';
COMMENT ON COLUMN facts.duplicate_of IS 'Id of the figure in the same document that made the same claim earlier.';
COMMENT ON COLUMN facts.rules IS 'Ids of the rules that built the figure, in order.';
COMMENT ON COLUMN facts.extractor IS 'Version of the extractor and hash of its lexicon.';
COMMENT ON COLUMN facts.confidence IS '0 to 1: an ordering from a fixed table, not a probability.';
COMMENT ON COLUMN facts.lang IS 'Language of the sentence.';
COMMENT ON COLUMN facts.source_url IS 'Where a series row was fetched from; null for prose.';
COMMENT ON COLUMN facts.retrieved_at IS 'When a series row was fetched; null for prose.';
COMMENT ON COLUMN facts.response_sha256 IS 'SHA-256 of the upstream''s answer; null for prose.';
COMMENT ON COLUMN facts.json_pointer IS 'JSON Pointer of the row in the upstream''s answer; null for prose.';
COMMENT ON COLUMN facts.title IS 'Title of the document as first published.';
COMMENT ON COLUMN facts.publisher IS 'Who first published the document.';
COMMENT ON COLUMN facts.url IS 'Where it was first published.';
COMMENT ON COLUMN facts.published_at IS 'Day of its first publication.';
COMMENT ON COLUMN facts.licence IS 'Licence that the publication states.';
COMMENT ON COLUMN facts.role IS 'Part the figure plays in the recommended totals: recommended (counted) or why it was set aside.';
COMMENT ON COLUMN facts.because IS 'Rule and plain sentence for a role other than recommended.';
COMMENT ON COLUMN facts.refers_to IS 'Ids of the figures that the reason refers to.';
