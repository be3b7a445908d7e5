-- How current figures stand to one another, and which rule said so.
CREATE OR REPLACE VIEW relations AS
SELECT
    fact_id,
    relation,
    other_id,
    rule,
    because,
    origin
FROM base.relations
WHERE run_to IS NULL;

COMMENT ON VIEW relations IS 'How current figures stand to one another, and which rule said so.';
COMMENT ON COLUMN relations.fact_id IS 'The figure that stands in the relation.';
COMMENT ON COLUMN relations.relation IS 'duplicate_of, subset_of, within_window_of, supersedes or conflicts_with; read fact_id, relation, other_id.';
COMMENT ON COLUMN relations.other_id IS 'The figure it stands in relation to.';
COMMENT ON COLUMN relations.rule IS 'Id of the rule that found it.';
COMMENT ON COLUMN relations.because IS 'The reason in a plain sentence.';
COMMENT ON COLUMN relations.origin IS 'document (both in one text), across (between texts) or decision (a person said so).';
