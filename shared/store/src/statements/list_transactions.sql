SELECT coalesce(
    team_or_operator_refusal($1::text::jsonb, $2, true),
    granted(jsonb_build_object(
        'team_id', $2,
        'total', (SELECT count(*) FROM credit_transactions WHERE team_id = $2),
        'transactions', coalesce((
            SELECT jsonb_agg(transaction_of(entry) ORDER BY entry.position DESC) FROM (
                SELECT * FROM credit_transactions
                WHERE team_id = $2 AND ($4::text IS NULL OR position < (
                    SELECT position FROM credit_transactions WHERE transaction_id = $4::text::uuid AND team_id = $2))
                ORDER BY position DESC LIMIT $3) AS entry), '[]')))
)::text
