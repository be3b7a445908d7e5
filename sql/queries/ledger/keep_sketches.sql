-- Adds the sketches of `incoming_sketches` that are not there; those of another version have no use any more.
DELETE FROM sketches WHERE version NOT IN (SELECT version FROM incoming_sketches);

INSERT INTO sketches BY NAME
SELECT document_id, version, bands FROM incoming_sketches AS i
WHERE NOT EXISTS (FROM sketches AS s WHERE s.document_id = i.document_id);
