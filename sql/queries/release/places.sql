-- The gazetteer's tables, still empty.
CREATE SCHEMA base;

CREATE TABLE base.places (
    place_id VARCHAR,
    name VARCHAR,
    name_ar VARCHAR,
    name_en VARCHAR,
    name_fr VARCHAR,
    name_es VARCHAR,
    iso3 VARCHAR,
    admin1 VARCHAR,
    admin1_name VARCHAR,
    kind VARCHAR,
    accuracy VARCHAR,
    lat DOUBLE,
    lon DOUBLE,
    population BIGINT,
    geonames_id INTEGER,
    source VARCHAR
);

CREATE TABLE base.place_names (key VARCHAR, place_id VARCHAR);
