-- The code lists from JSON: a list of objects with these keys.
INSERT INTO base.codelists BY NAME
SELECT row.* FROM (
    SELECT unnest(from_json($rows, '[{
        "codelist": "VARCHAR",
        "code": "VARCHAR",
        "position": "BIGINT",
        "label_ar": "VARCHAR",
        "label_en": "VARCHAR",
        "label_fr": "VARCHAR",
        "label_es": "VARCHAR",
        "description": "VARCHAR",
        "extra": "MAP(VARCHAR, VARCHAR)"
    }]')) AS row
);
