-- Why what belongs to the team and the organization that a list's query names cannot be listed, or null.
CREATE FUNCTION scope_refusal(p_query jsonb) RETURNS jsonb LANGUAGE sql STABLE AS $$
    SELECT coalesce(
        CASE WHEN p_query ? 'team_id' AND NOT EXISTS (SELECT FROM team_credits WHERE team_id = p_query->>'team_id')
            THEN refusal('team_not_found') END,
        CASE WHEN p_query ? 'organization_id' THEN organization_refusal(p_query->>'organization_id') END)
$$;
