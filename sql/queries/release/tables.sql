-- The tables of a release that do not come from the ledger, still empty.
-- One row per current figure, written by the totals: the claim it makes is named by the figure that stands
-- for it (`claim_id`, itself where it stands alone); `role` is its part in the recommended totals.
CREATE TABLE base.figures (
    fact_id VARCHAR,
    claim_id VARCHAR,
    role VARCHAR,
    because VARCHAR,
    refers_to VARCHAR[]
);

CREATE TABLE base.aggregates_monthly (
    indicator VARCHAR,
    iso3 VARCHAR,
    month DATE,
    unit VARCHAR,
    measure VARCHAR,
    value DECIMAL(38, 6),
    value_min DECIMAL(38, 6),
    value_max DECIMAL(38, 6),
    facts_counted BIGINT,
    facts_set_aside BIGINT,
    fact_ids VARCHAR[],
    currency VARCHAR
);

-- `recipe` is a digest of what the release is made with; `renewals` counts the releases since one was laid out anew.
CREATE TABLE base.meta (
    release_id VARCHAR,
    run_id BIGINT,
    published_at TIMESTAMPTZ,
    content_sha256 VARCHAR,
    recipe VARCHAR,
    renewals BIGINT
);

-- How many current rows of each kind the ledger had, and their digests combined.
CREATE TABLE base.content (kind VARCHAR, rows BIGINT, digest VARCHAR);

CREATE TABLE base.totals_groups (indicator VARCHAR, iso3 VARCHAR, facts BIGINT, digest VARCHAR);

CREATE TABLE base.folded_quotes (fact_id VARCHAR, folded VARCHAR);

CREATE TABLE base.codelists (
    codelist VARCHAR,
    code VARCHAR,
    position BIGINT,
    label_ar VARCHAR,
    label_en VARCHAR,
    label_fr VARCHAR,
    label_es VARCHAR,
    description VARCHAR,
    extra MAP(VARCHAR, VARCHAR)
);
