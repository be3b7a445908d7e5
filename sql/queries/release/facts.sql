-- The figures with the role that the totals gave them.
SELECT f.* REPLACE (
    g.role AS role,
    g.because AS because,
    coalesce(g.refers_to, CAST([] AS VARCHAR[])) AS refers_to
)
FROM scratch.base.facts AS f
LEFT JOIN scratch.base.figures AS g ON g.fact_id = f.fact_id;
