-- For each total that is asked about, the official figure of the same kind, place and measure nearest to its day.
-- Parameter totals: a JSON list of {number, indicator, unit, currency, measure, iso3, admin1, day}.
WITH asked AS (
    SELECT unnest(from_json($totals, '[{
        "number": "BIGINT", "indicator": "VARCHAR", "unit": "VARCHAR", "currency": "VARCHAR",
        "measure": "VARCHAR", "iso3": "VARCHAR", "admin1": "VARCHAR", "day": "DATE"
    }]'), recursive := true)
), near AS (
    SELECT
        a.number, o.fact_id, o.source, o.title, o.value, o.value_min, o.value_max, o.quantifier,
        o.period_start, o.period_end, o.place_role, o.licence, o.source_url, o.retrieved_at,
        abs(date_diff(
            'day', a.day, greatest(coalesce(o.period_start, o.period_end), least(a.day, o.period_end))
        )) AS days_apart
    FROM asked AS a
    JOIN official_figures AS o
        ON o.indicator = a.indicator
        AND o.unit = a.unit
        AND o.currency IS NOT DISTINCT FROM a.currency
        AND o.iso3 = a.iso3
        AND lower(o.admin1) IS NOT DISTINCT FROM lower(a.admin1)
        AND (o.measure = 'stock') = (a.measure = 'stock')
)
SELECT * FROM near
QUALIFY row_number() OVER (
    PARTITION BY number ORDER BY days_apart, period_end DESC, place_role = 'origin', fact_id
) = 1
ORDER BY number;
