SELECT coalesce(operator_refusal($1::text::jsonb), (
    SELECT granted(coalesce(jsonb_agg(model_group_of(page) ORDER BY page.group_name), '[]'))
    FROM (
        SELECT grp.* FROM model_groups AS grp
        WHERE $2::text IS NULL OR status = $2::text::group_status
        ORDER BY group_name LIMIT $3 OFFSET $4
    ) AS page
))::text
