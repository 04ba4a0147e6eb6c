SELECT coalesce(operator_refusal($1::text::jsonb), (
    SELECT granted(coalesce(jsonb_agg(model_of(page) ORDER BY page.model_alias), '[]'))
    FROM (
        SELECT alias.* FROM model_aliases AS alias
        WHERE ($2::text IS NULL OR alias.status = $2::text::model_status)
            AND ($3::text IS NULL OR alias.provider = $3::text::provider)
            AND ($4::text IS NULL OR EXISTS (
                SELECT FROM model_alias_access_groups JOIN model_access_groups USING (access_group_id)
                WHERE model_alias_id = alias.model_alias_id AND group_name = $4))
            AND ($5::text IS NULL OR position(lower($5)
                IN lower(concat_ws(' ', alias.model_alias, alias.display_name, alias.actual_model))) > 0)
        ORDER BY alias.model_alias LIMIT $6 OFFSET $7
    ) AS page
))::text
