-- The release itself, in the lists of releases and runs; its size and checksum are known only from outside.
INSERT INTO base.releases
SELECT
    release_id, run_id, published_at,
    (SELECT count(*) FROM base.facts), (SELECT count(*) FROM base.documents),
    content_sha256
FROM base.meta;

UPDATE base.runs SET release_id = m.release_id, published_at = m.published_at
FROM base.meta AS m
WHERE base.runs.run_id = m.run_id;
