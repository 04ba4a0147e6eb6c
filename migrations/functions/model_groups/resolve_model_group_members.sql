-- The models of a model group's active members, in the order in which they are tried. A member is an alias, or else a model of
-- the catalogue, which teams see under the name of the group. Members of one priority are ordered by place_of_member;
-- p_call_id is null where no call is made.
CREATE FUNCTION resolve_model_group_members(p_group model_groups, p_organization_id text, p_call_id uuid)
RETURNS SETOF model_aliases LANGUAGE sql STABLE AS $$
    SELECT (candidate).*
    FROM (
        SELECT alias AS candidate, member
        FROM model_group_models AS member JOIN model_aliases AS alias ON alias.model_alias = member.model_name
        WHERE member.model_group_id = p_group.model_group_id AND member.is_active AND alias.status <> 'inactive'
        UNION ALL
        SELECT made, member
        FROM model_group_models AS member, alias_from_catalogue(p_group.group_name, member.model_name) AS made
        WHERE member.model_group_id = p_group.model_group_id AND member.is_active
            AND NOT EXISTS (SELECT FROM model_aliases WHERE model_alias = member.model_name)
    ) AS members
    ORDER BY (member).priority, place_of_member(p_group.balancing, member, candidate, p_organization_id, p_call_id),
        (member).created_at, (member).id
$$;
