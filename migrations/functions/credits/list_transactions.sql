-- A team's ledger entries, the newest first. p_before: the entry before which they were made, or null.
CREATE FUNCTION list_transactions(p_principal jsonb, p_team_id text, p_limit bigint, p_before uuid) RETURNS jsonb
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path FROM CURRENT SET plan_cache_mode = force_custom_plan AS $$
BEGIN
    RETURN coalesce(
        team_or_operator_refusal(p_principal, p_team_id, true),
        granted(jsonb_build_object(
            'team_id', p_team_id,
            'total', (SELECT count(*) FROM credit_transactions WHERE team_id = p_team_id),
            'transactions', coalesce((
                SELECT jsonb_agg(transaction_document(entry) ORDER BY entry.position DESC) FROM (
                    SELECT * FROM credit_transactions
                    WHERE team_id = p_team_id AND (p_before IS NULL OR position < (
                        SELECT position FROM credit_transactions WHERE transaction_id = p_before AND team_id = p_team_id))
                    ORDER BY position DESC LIMIT p_limit) AS entry), '[]')))
    );
END $$;
