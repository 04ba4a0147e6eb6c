SELECT coalesce(operator_refusal($1::text::jsonb), (
    SELECT granted(coalesce(jsonb_agg(access_group_of(page) ORDER BY page.group_name), '[]'))
    FROM (
        SELECT access.* FROM model_access_groups AS access
        WHERE $2::text IS NULL OR status = $2::text::group_status
        ORDER BY group_name LIMIT $3 OFFSET $4
    ) AS page
))::text
