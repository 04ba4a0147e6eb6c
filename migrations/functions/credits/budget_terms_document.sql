-- What the jobs of a team are charged for, as operators see it.
CREATE FUNCTION budget_terms_document(p_team team_credits) RETURNS jsonb LANGUAGE sql STABLE AS $$
    SELECT jsonb_build_object(
        'budget_mode', p_team.budget_mode, 'credits_per_dollar', p_team.credits_per_dollar,
        'tokens_per_credit', p_team.tokens_per_credit)
$$;
