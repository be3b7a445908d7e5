-- Fills the roles as they were worked out from JSON: a list of objects with these keys.
INSERT INTO told_figures BY NAME
SELECT row.* FROM (
    SELECT unnest(from_json($rows, '[{
        "fact_id": "VARCHAR", "claim_id": "VARCHAR", "role": "VARCHAR", "because": "VARCHAR",
        "refers_to": ["VARCHAR"]
    }]')) AS row
);
