-- The copy of the release before, with what the open run has changed, out of the attached database `scratch`.
-- Variable run: the open run. The roles are still to be worked out.
CREATE OR REPLACE TEMP TABLE earlier_keys AS
SELECT
    fact_id, indicator, iso3,
    CAST(date_trunc('month', coalesce(period_end, period_start)) AS DATE) AS month
FROM base.facts
WHERE document_id IN (SELECT document_id FROM scratch.changed_documents);

CREATE OR REPLACE TEMP TABLE touched_facts AS
SELECT fact_id FROM earlier_keys
UNION
SELECT fact_id FROM scratch.base.facts
UNION
SELECT fact_id FROM scratch.base.relations
UNION
SELECT other_id FROM scratch.base.relations;

DELETE FROM base.publications WHERE document_id IN (SELECT document_id FROM scratch.changed_documents);
INSERT INTO base.publications BY NAME FROM scratch.base.publications;

DELETE FROM base.document_history WHERE document_id IN (SELECT document_id FROM scratch.changed_documents);
INSERT INTO base.document_history BY NAME FROM scratch.base.document_history;

DELETE FROM base.documents WHERE document_id IN (SELECT document_id FROM scratch.changed_documents);
INSERT INTO base.documents BY NAME FROM scratch.base.documents;

DELETE FROM base.texts WHERE document_id IN (SELECT document_id FROM scratch.changed_documents);
INSERT INTO base.texts BY NAME FROM scratch.base.texts;

DELETE FROM base.facts WHERE document_id IN (SELECT document_id FROM scratch.changed_documents);
INSERT INTO base.facts BY NAME FROM scratch.base.facts;

DELETE FROM base.closed_facts WHERE document_id IN (SELECT document_id FROM scratch.changed_documents);
INSERT INTO base.closed_facts BY NAME FROM scratch.base.closed_facts;

-- Only what this run has closed was there already.
DELETE FROM base.relations AS r
WHERE r.run_to IS NULL
    AND EXISTS (
        FROM scratch.base.relations AS s
        WHERE s.run_to IS NOT NULL AND s.fact_id = r.fact_id AND s.relation = r.relation
            AND s.other_id = r.other_id AND s.rule = r.rule AND s.run_from = r.run_from
    );
INSERT INTO base.relations BY NAME FROM scratch.base.relations;

INSERT INTO base.runs BY NAME FROM scratch.base.runs;
DELETE FROM base.meta;
DELETE FROM base.content;
