-- Every relation that ever was in a release, with the runs that have it.
CREATE OR REPLACE VIEW relation_history AS
SELECT
    fact_id,
    relation,
    other_id,
    rule,
    because,
    origin,
    run_from,
    run_to
FROM base.relations;

COMMENT ON VIEW relation_history IS 'Every relation that ever was in a release, with the runs that have it.';
COMMENT ON COLUMN relation_history.fact_id IS 'The figure that stands in the relation.';
COMMENT ON COLUMN relation_history.relation IS 'duplicate_of, subset_of, within_window_of, supersedes or conflicts_with; read fact_id, relation, other_id.';
COMMENT ON COLUMN relation_history.other_id IS 'The figure it stands in relation to.';
COMMENT ON COLUMN relation_history.rule IS 'Id of the rule that found it.';
COMMENT ON COLUMN relation_history.because IS 'The reason in a plain sentence.';
COMMENT ON COLUMN relation_history.origin IS 'document (both in one text), across (between texts) or decision (a person said so).';
COMMENT ON COLUMN relation_history.run_from IS 'First run that has the row.';
COMMENT ON COLUMN relation_history.run_to IS 'First run that no longer has the row; null while it is current.';
