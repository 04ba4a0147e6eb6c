-- Why these cannot be the members of a model group, or null. p_members: [{"model_name", "priority", "weight"}].
CREATE FUNCTION members_refusal(p_members jsonb) RETURNS jsonb LANGUAGE sql STABLE AS $$
    SELECT refusal('invalid_value', jsonb_build_object('field', 'models', 'detail', CASE
        WHEN EXISTS (SELECT FROM model_groups WHERE group_name = name)
            THEN format('''%s'' is a model group. Its members are aliases or models of the catalogue, not other groups.', name)
        ELSE format('There is no alias ''%s'', and no model of that name in the catalogue.', name) END))
    FROM jsonb_array_elements(coalesce(p_members, '[]')) AS member, coalesce(member->>'model_name', '') AS name
    WHERE NOT EXISTS (SELECT FROM model_aliases WHERE model_alias = name)
        AND NOT EXISTS (SELECT FROM model_catalogue WHERE model = name)
    LIMIT 1
$$;
