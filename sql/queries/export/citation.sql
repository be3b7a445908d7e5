-- How to cite each figure, in the words of sql/export/shapes.py.
coalesce(
    nullif(
        concat_ws(
            ', ',
            nullif(publisher, ''),
            '“' || nullif(title, '') || '”',
            CAST(published_at AS VARCHAR),
            nullif(url, '')
        ),
        ''
    ),
    'document ' || document_id
)
|| '. Licence: ' || coalesce(nullif(licence, ''), 'not stated')
|| '. Figure read by Humstats, ' || fact_id || '.'
