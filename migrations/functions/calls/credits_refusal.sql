-- Why this many credits cannot be held, or null.
CREATE FUNCTION credits_refusal(p_team team_credits, p_credits bigint) RETURNS jsonb LANGUAGE sql IMMUTABLE AS $$
    SELECT CASE WHEN p_credits > p_team.credits_available THEN refusal('insufficient_credits', jsonb_build_object(
        'credits_needed', p_credits, 'credits_available', p_team.credits_available,
        'credits_remaining', p_team.credits_remaining)) END
$$;
