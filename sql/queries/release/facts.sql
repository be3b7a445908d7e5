-- The figures with the role that the totals gave them.
SELECT f.* REPLACE (
    CASE WHEN f.json_pointer IS NULL THEN g.role ELSE 'out_of_scope' END AS role,
    CASE
        WHEN f.json_pointer IS NULL THEN g.because
        ELSE 'series.official: It is a row of an official series, which stands beside the totals and is not added.'
    END AS because,
    coalesce(g.refers_to, CAST([] AS VARCHAR[])) AS refers_to
)
FROM scratch.base.facts AS f
LEFT JOIN scratch.base.figures AS g ON g.fact_id = f.fact_id;
