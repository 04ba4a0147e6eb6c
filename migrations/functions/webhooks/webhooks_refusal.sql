-- Why a principal may not see the webhooks of a team (null: of all teams), or null.
CREATE FUNCTION webhooks_refusal(p_principal jsonb, p_team_id text) RETURNS jsonb LANGUAGE sql STABLE AS $$
    SELECT CASE WHEN p_team_id IS NULL AND is_operator(p_principal) THEN operator_refusal(p_principal)
        ELSE team_or_operator_refusal(p_principal, p_team_id, true) END
$$;
