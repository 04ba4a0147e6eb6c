SELECT coalesce(
    operator_refusal($1::text::jsonb),
    (SELECT granted(access_group_of(access)) FROM model_access_groups AS access WHERE group_name = $2),
    refusal('access_group_not_found', jsonb_build_object('group_name', $2::text))
)::text
