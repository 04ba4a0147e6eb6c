SELECT coalesce(
    operator_refusal($1::text::jsonb),
    (SELECT granted(model_group_of(grp)) FROM model_groups AS grp WHERE group_name = $2),
    refusal('model_group_not_found')
)::text
