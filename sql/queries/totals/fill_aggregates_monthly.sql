-- Fills the monthly totals as they were worked out from JSON: a list of objects with these keys.
INSERT INTO told_aggregates_monthly BY NAME
SELECT row.* FROM (
    SELECT unnest(from_json($rows, '[{
        "indicator": "VARCHAR", "iso3": "VARCHAR", "month": "DATE", "unit": "VARCHAR", "measure": "VARCHAR",
        "value": "DECIMAL(38, 6)", "value_min": "DECIMAL(38, 6)", "value_max": "DECIMAL(38, 6)",
        "facts_counted": "BIGINT", "facts_set_aside": "BIGINT", "fact_ids": ["VARCHAR"], "currency": "VARCHAR"
    }]')) AS row
);
