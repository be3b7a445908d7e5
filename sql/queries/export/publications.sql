-- The appearances of every document, the earliest first.
SELECT document_id, title, publisher, url, published_at, licence, source
FROM publications
ORDER BY document_id, published_at NULLS LAST, publisher, url
