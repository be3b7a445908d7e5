-- The ledger: append-only. A row is never deleted; `run_to` closes it when a later run replaces it.
-- A run is numbered like the release that it leads to, so a killed run goes on under its own number.
-- A row is valid in run N when run_from <= N and (run_to is null or run_to > N).
-- No primary keys and no sequences: the same statements have to run on a DuckLake.

CREATE TABLE runs (
    run_id BIGINT,
    kind VARCHAR,
    started_at TIMESTAMPTZ
);

CREATE TABLE batches (
    batch_id VARCHAR,
    run_id BIGINT,
    committed_at TIMESTAMPTZ
);

CREATE TABLE documents (
    document_id VARCHAR,
    text VARCHAR,
    lang VARCHAR,
    title VARCHAR,
    published_at DATE,
    run_from BIGINT,
    run_to BIGINT
);

CREATE TABLE publications (
    document_id VARCHAR,
    title VARCHAR,
    publisher VARCHAR,
    url VARCHAR,
    published_at DATE,
    licence VARCHAR,
    source VARCHAR,
    lang VARCHAR,
    run_from BIGINT,
    run_to BIGINT
);

-- Which extractor has read which document, also where it found nothing.
CREATE TABLE extractions (
    document_id VARCHAR,
    extractor VARCHAR,
    facts BIGINT,
    run_from BIGINT,
    run_to BIGINT
);

CREATE TABLE facts (
    fact_id VARCHAR,
    document_id VARCHAR,
    value DECIMAL(24, 6),
    value_min DECIMAL(24, 6),
    value_max DECIMAL(24, 6),
    quantifier VARCHAR,
    unit VARCHAR,
    indicator VARCHAR,
    measure VARCHAR,
    assertion VARCHAR,
    unit_text VARCHAR,
    currency VARCHAR,
    population VARCHAR[],
    period_start DATE,
    period_end DATE,
    period_text VARCHAR,
    date_accuracy VARCHAR,
    place_name VARCHAR,
    place_text VARCHAR,
    place_id VARCHAR,
    iso3 VARCHAR,
    admin1 VARCHAR,
    geonames_id BIGINT,
    lat DOUBLE,
    lon DOUBLE,
    place_accuracy VARCHAR,
    place_role VARCHAR,
    place_carried_over BOOLEAN,
    attribution VARCHAR,
    attribution_org VARCHAR,
    "start" INTEGER,
    "end" INTEGER,
    quote VARCHAR,
    quote_start INTEGER,
    quote_end INTEGER,
    modifier_text VARCHAR,
    subset_of VARCHAR,
    duplicate_of VARCHAR,
    rules VARCHAR[],
    extractor VARCHAR,
    confidence DOUBLE,
    lang VARCHAR,
    source_url VARCHAR,
    retrieved_at TIMESTAMPTZ,
    response_sha256 VARCHAR,
    json_pointer VARCHAR,
    run_from BIGINT,
    run_to BIGINT
);

CREATE TABLE relations (
    fact_id VARCHAR,
    relation VARCHAR,
    other_id VARCHAR,
    rule VARCHAR,
    because VARCHAR,
    origin VARCHAR,
    run_from BIGINT,
    run_to BIGINT
);

CREATE TABLE releases (
    release_id VARCHAR,
    run_id BIGINT,
    content_sha256 VARCHAR,
    published_at TIMESTAMPTZ,
    facts BIGINT,
    documents BIGINT,
    sha256 VARCHAR,
    bytes BIGINT
);
