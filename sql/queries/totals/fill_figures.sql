-- Fills the roles of a release from the frame `built`.
INSERT INTO base.figures BY NAME SELECT fact_id, claim_id, role, because, refers_to FROM built;
