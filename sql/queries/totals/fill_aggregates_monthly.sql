-- Fills the monthly totals of a release from the frame `built`.
INSERT INTO base.aggregates_monthly BY NAME
SELECT indicator, iso3, month, unit, measure, value, value_min, value_max, facts_counted, facts_set_aside, fact_ids
FROM built;
