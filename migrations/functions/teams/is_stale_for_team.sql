-- As is_stale, for a team, whose updated_at moves with each charge: whether its terms were changed after the form was loaded.
-- Its credits have a rule of their own: see credits_meant.
CREATE FUNCTION is_stale_for_team(p_principal jsonb, p_team team_credits) RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT coalesce(
        date_trunc('milliseconds', p_team.terms_changed_at) > (p_principal->>'unchanged_since')::timestamptz
            OR date_trunc('milliseconds', p_team.updated_at) < (p_principal->>'unchanged_since')::timestamptz,
        false)
$$;
