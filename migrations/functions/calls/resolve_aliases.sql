-- What a team may call by this name, best first: an alias of one of its access groups, or the members of one of its model
-- groups. No rows: nothing. p_call_id: see resolve_model_group_members.
CREATE FUNCTION resolve_aliases(p_team team_credits, p_call_id uuid, p_model text) RETURNS SETOF model_aliases
LANGUAGE plpgsql STABLE AS $$
DECLARE
    v_group model_groups;
BEGIN
    RETURN QUERY
        SELECT alias.* FROM model_aliases AS alias
        WHERE alias.model_alias = p_model AND alias.status <> 'inactive' AND EXISTS (
            SELECT FROM model_alias_access_groups AS member
            JOIN model_access_groups AS access USING (access_group_id)
            JOIN team_access_groups AS assigned USING (access_group_id)
            WHERE member.model_alias_id = alias.model_alias_id AND assigned.team_id = p_team.team_id
                AND access.status = 'active');
    IF NOT FOUND THEN
        SELECT grp.* INTO v_group FROM model_groups AS grp JOIN team_model_groups AS assigned USING (model_group_id)
            WHERE grp.group_name = p_model AND grp.status = 'active' AND assigned.team_id = p_team.team_id;
        RETURN QUERY SELECT * FROM resolve_model_group_members(v_group, p_team.organization_id, p_call_id);
    END IF;
END $$;
