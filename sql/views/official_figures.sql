-- Rows of official series that speak of a whole country or area, and the one nearest to a day.
CREATE OR REPLACE VIEW official_figures AS
SELECT
    fact_id,
    indicator,
    measure,
    unit,
    currency,
    population,
    iso3,
    admin1,
    place_name,
    place_accuracy,
    place_role,
    value,
    value_min,
    value_max,
    quantifier,
    assertion,
    period_start,
    period_end,
    date_accuracy,
    publisher AS source,
    title,
    licence,
    source_url,
    retrieved_at,
    response_sha256,
    json_pointer
FROM facts
WHERE json_pointer IS NOT NULL
    AND assertion IN ('reported', 'attributed', 'estimated')
    AND period_end IS NOT NULL
    AND place_accuracy IN ('country', 'admin1')
    AND len(list_filter(rules, lambda rule: starts_with(rule, 'series.part.'))) = 0;

COMMENT ON VIEW official_figures IS 'Rows of official series that speak of a whole country or first-level area.';
COMMENT ON COLUMN official_figures.fact_id IS 'Id of the figure in facts.';
COMMENT ON COLUMN official_figures.indicator IS 'What happened to whom or what.';
COMMENT ON COLUMN official_figures.measure IS 'stock, flow or cumulative.';
COMMENT ON COLUMN official_figures.unit IS 'What is counted.';
COMMENT ON COLUMN official_figures.currency IS 'ISO 4217 code, for money.';
COMMENT ON COLUMN official_figures.population IS 'Who.';
COMMENT ON COLUMN official_figures.iso3 IS 'ISO 3166 code of the country.';
COMMENT ON COLUMN official_figures.admin1 IS 'First-level area; null for the country.';
COMMENT ON COLUMN official_figures.place_name IS 'The place as the source writes it.';
COMMENT ON COLUMN official_figures.place_accuracy IS 'country or admin1.';
COMMENT ON COLUMN official_figures.place_role IS 'origin, destination, or both, of those who are counted.';
COMMENT ON COLUMN official_figures.value IS 'The number as stated.';
COMMENT ON COLUMN official_figures.value_min IS 'Lower bound.';
COMMENT ON COLUMN official_figures.value_max IS 'Upper bound.';
COMMENT ON COLUMN official_figures.quantifier IS 'How the number is meant.';
COMMENT ON COLUMN official_figures.assertion IS 'reported, attributed or estimated.';
COMMENT ON COLUMN official_figures.period_start IS 'First day.';
COMMENT ON COLUMN official_figures.period_end IS 'Last day.';
COMMENT ON COLUMN official_figures.date_accuracy IS 'How closely the period is known.';
COMMENT ON COLUMN official_figures.source IS 'Who publishes the series.';
COMMENT ON COLUMN official_figures.title IS 'The series.';
COMMENT ON COLUMN official_figures.licence IS 'The licence of the series.';
COMMENT ON COLUMN official_figures.source_url IS 'Where the row was fetched from.';
COMMENT ON COLUMN official_figures.retrieved_at IS 'When the answer that holds the row was fetched.';
COMMENT ON COLUMN official_figures.response_sha256 IS 'SHA-256 of the answer.';
COMMENT ON COLUMN official_figures.json_pointer IS 'JSON Pointer of the row in the answer.';

-- The official figure of an indicator and country that is nearest to a day.
CREATE OR REPLACE MACRO official_figure(wanted_indicator, wanted_iso3, wanted_day) AS TABLE
SELECT
    *,
    abs(date_diff('day', wanted_day, greatest(coalesce(period_start, period_end), least(wanted_day, period_end))))
        AS days_apart
FROM official_figures
WHERE indicator = wanted_indicator AND iso3 = wanted_iso3 AND admin1 IS NULL
ORDER BY days_apart, period_end DESC, place_role = 'origin', fact_id
LIMIT 1;
