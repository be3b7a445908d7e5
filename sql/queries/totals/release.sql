-- Which release this is, and how many facts it has.
SELECT release_id, (SELECT count(*) FROM facts) FROM base.meta;
