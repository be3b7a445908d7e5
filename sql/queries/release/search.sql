-- Every quote in the spelling in which variants meet, so that a search need not fold each of them.
-- Variable everything: true for all quotes, false for those of the temporary table stale_facts.
INSERT INTO base.folded_quotes
SELECT
    fact_id,
    regexp_replace(
        translate(
            strip_accents(lower(quote)),
            'ٱىیېکڪةەۀ٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹’‘ʼ',
            'ايييككههه01234567890123456789'''''''
        ),
        '[\x{00ad}\x{061c}\x{0640}\x{064b}-\x{065f}\x{0670}\x{200b}-\x{200f}\x{202a}-\x{202e}\x{2060}\x{2066}-\x{2069}\x{feff}]',
        '',
        'g'
    ) AS folded
FROM base.facts
WHERE quote IS NOT NULL
    AND (getvariable('everything') OR fact_id IN (SELECT fact_id FROM stale_facts))
ORDER BY rowid;
