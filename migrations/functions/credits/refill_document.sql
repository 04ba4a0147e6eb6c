-- A team's auto-refill, as operators see it.
CREATE FUNCTION refill_document(p_team team_credits) RETURNS jsonb LANGUAGE sql STABLE AS $$
    SELECT jsonb_build_object(
        'auto_refill_enabled', p_team.auto_refill, 'refill_amount', p_team.refill_amount,
        'refill_period', p_team.refill_period, 'last_refill_at', p_team.last_refill_at)
$$;
