-- An entry of the ledger, as its readers see it.
CREATE FUNCTION transaction_document(p_entry credit_transactions) RETURNS jsonb LANGUAGE sql STABLE AS $$
    SELECT jsonb_build_object(
        'transaction_id', p_entry.transaction_id, 'team_id', p_entry.team_id, 'organization_id', p_entry.organization_id,
        'job_id', p_entry.job_id, 'call_id', p_entry.call_id, 'transaction_type', p_entry.transaction_type,
        'credits_amount', p_entry.credits_amount, 'credits_before', p_entry.credits_before,
        'credits_after', p_entry.credits_after, 'reason', p_entry.reason, 'created_at', p_entry.created_at)
$$;
