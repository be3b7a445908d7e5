-- Recommended totals by indicator, country, month, unit, measure and currency.
CREATE OR REPLACE VIEW aggregates_monthly AS
SELECT
    indicator,
    iso3,
    month,
    unit,
    measure,
    value,
    value_min,
    value_max,
    facts_counted,
    facts_set_aside,
    fact_ids,
    currency
FROM base.aggregates_monthly;

COMMENT ON VIEW aggregates_monthly IS 'Recommended totals by indicator, country, month, unit, measure and currency.';
COMMENT ON COLUMN aggregates_monthly.indicator IS 'What happened, as a code.';
COMMENT ON COLUMN aggregates_monthly.iso3 IS 'Country; null where no figure tells one.';
COMMENT ON COLUMN aggregates_monthly.month IS 'First day of the month; a window longer than a month belongs to the month of its last day.';
COMMENT ON COLUMN aggregates_monthly.unit IS 'What is counted.';
COMMENT ON COLUMN aggregates_monthly.measure IS 'stock, flow or cumulative.';
COMMENT ON COLUMN aggregates_monthly.value IS 'The recommended total; null where its figures state bounds only.';
COMMENT ON COLUMN aggregates_monthly.value_min IS 'Lower bound of the total; null is unbounded.';
COMMENT ON COLUMN aggregates_monthly.value_max IS 'Upper bound of the total; null is unbounded.';
COMMENT ON COLUMN aggregates_monthly.facts_counted IS 'Number of figures in the total.';
COMMENT ON COLUMN aggregates_monthly.facts_set_aside IS 'Number of figures in scope that were not counted.';
COMMENT ON COLUMN aggregates_monthly.fact_ids IS 'Ids of the figures that were counted.';
COMMENT ON COLUMN aggregates_monthly.currency IS 'ISO 4217 code for money, otherwise null; currencies are never added to each other.';
