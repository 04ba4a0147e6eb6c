-- A team, as operators see it, or as it sees itself: without its markup and metadata.
CREATE FUNCTION team_document(p_team team_credits, p_for_operators boolean) RETURNS jsonb LANGUAGE sql STABLE AS $$
    SELECT jsonb_build_object(
        'team_id', p_team.team_id, 'organization_id', p_team.organization_id, 'team_alias', p_team.team_alias,
        'status', CASE WHEN p_team.deleted_at IS NULL THEN p_team.status::text ELSE 'deleted' END,
        'credits_allocated', p_team.credits_allocated, 'credits_used', p_team.credits_used,
        'credits_remaining', p_team.credits_remaining, 'credits_held', p_team.credits_held,
        'credits_available', p_team.credits_available,
        'budget_mode', p_team.budget_mode, 'credits_per_dollar', p_team.credits_per_dollar,
        'tokens_per_credit', p_team.tokens_per_credit, 'refund_failed_jobs', p_team.refund_failed_jobs,
        'rpm_limit', p_team.rpm_limit, 'tpm_limit', p_team.tpm_limit,
        'low_credit_threshold', p_team.low_credit_threshold,
        'access_groups', (SELECT coalesce(jsonb_agg(group_name ORDER BY group_name), '[]')
            FROM team_access_groups JOIN model_access_groups USING (access_group_id) WHERE team_id = p_team.team_id),
        'model_groups', (SELECT coalesce(jsonb_agg(group_name ORDER BY group_name), '[]')
            FROM team_model_groups JOIN model_groups USING (model_group_id) WHERE team_id = p_team.team_id),
        'virtual_key', (SELECT key_hint FROM virtual_keys AS key
            WHERE team_id = p_team.team_id AND is_live(key) AND replaced_by IS NULL ORDER BY created_at DESC, key_id DESC LIMIT 1),
        'created_at', rfc3339(p_team.created_at), 'updated_at', rfc3339(p_team.updated_at),
        'deleted_at', rfc3339(p_team.deleted_at))
    || CASE WHEN p_for_operators
        THEN jsonb_build_object('cost_markup_percentage', p_team.cost_markup_percentage, 'metadata', p_team.metadata)
        ELSE '{}' END
$$;
