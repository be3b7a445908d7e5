-- What the totals are built from, out of the attached release, and empty tables for what they build.
CREATE SCHEMA base;
CREATE VIEW facts AS FROM release.facts;
CREATE VIEW relations AS FROM release.relations;
CREATE TABLE base.figures AS FROM release.base.figures LIMIT 0;
CREATE TABLE base.aggregates_monthly AS FROM release.base.aggregates_monthly LIMIT 0;
CREATE TABLE base.totals_groups AS FROM release.base.totals_groups LIMIT 0;
