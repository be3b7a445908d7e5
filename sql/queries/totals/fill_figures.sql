-- Fills the roles of a release from JSON: a list of objects with these keys.
INSERT INTO base.figures BY NAME
SELECT row.* FROM (
    SELECT unnest(from_json($rows, '[{
        "fact_id": "VARCHAR", "claim_id": "VARCHAR", "role": "VARCHAR", "because": "VARCHAR",
        "refers_to": ["VARCHAR"]
    }]')) AS row
);
