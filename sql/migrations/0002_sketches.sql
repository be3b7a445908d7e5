-- What the text of a document looks like in short, worked out once. Nothing but time is lost with these rows.
-- `version` names the rules that a sketch was made with; those of other versions are of no use.

CREATE TABLE sketches (
    document_id VARCHAR,
    version VARCHAR,
    bands BIGINT[]
);
