-- Adds the publications that are not there yet.
-- Variable run: the open run.
INSERT INTO publications BY NAME
SELECT DISTINCT
    document_id, title, publisher, url, published_at, licence, source, lang, getvariable('run') AS run_from
FROM incoming_publications AS i
WHERE NOT EXISTS (
    FROM publications AS p
    WHERE p.run_to IS NULL
        AND p.document_id = i.document_id
        AND p.title IS NOT DISTINCT FROM i.title
        AND p.publisher IS NOT DISTINCT FROM i.publisher
        AND p.url IS NOT DISTINCT FROM i.url
        AND p.published_at IS NOT DISTINCT FROM i.published_at
        AND p.licence IS NOT DISTINCT FROM i.licence
        AND p.lang IS NOT DISTINCT FROM i.lang
);
