-- A team's credits as the contract shows them; the markup is for operators.
CREATE FUNCTION balance_document(p_team team_credits, p_for_operators boolean) RETURNS jsonb LANGUAGE sql STABLE AS $$
    SELECT jsonb_build_object(
        'team_id', p_team.team_id, 'organization_id', p_team.organization_id, 'status', p_team.status,
        'credits_allocated', p_team.credits_allocated, 'credits_used', p_team.credits_used,
        'credits_remaining', p_team.credits_remaining, 'credits_held', p_team.credits_held,
        'credits_available', p_team.credits_available,
        'auto_refill', p_team.auto_refill, 'refill_amount', p_team.refill_amount,
        'refill_period', p_team.refill_period, 'last_refill_at', rfc3339(p_team.last_refill_at),
        'budget_mode', p_team.budget_mode, 'credits_per_dollar', p_team.credits_per_dollar,
        'tokens_per_credit', p_team.tokens_per_credit,
        'rpm_limit', p_team.rpm_limit, 'tpm_limit', p_team.tpm_limit,
        'created_at', rfc3339(p_team.created_at), 'updated_at', rfc3339(p_team.updated_at))
    || CASE WHEN p_for_operators
        THEN jsonb_build_object('cost_markup_percentage', p_team.cost_markup_percentage) ELSE '{}' END
$$;
