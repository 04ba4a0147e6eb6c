-- Checks of the ledger, and of the chains of hashes of the ledger and of the audit log.
CREATE FUNCTION ledger_checks() RETURNS SETOF books_check LANGUAGE sql STABLE AS $$
    VALUES
        ('the ledger adds up to each team''s remaining credits', 'breach', $q$
         SELECT format('team %s: ledger %s, remaining %s', team_id, total, credits_remaining)
         FROM team_credits LEFT JOIN LATERAL (
             SELECT coalesce(sum(credits_after - credits_before), 0) AS total
             FROM credit_transactions AS entry WHERE entry.team_id = team_credits.team_id) AS ledger ON true
         WHERE total <> credits_remaining$q$),
        ('each ledger entry begins where the one before it ended', 'breach', $q$
         SELECT format('entry %s of team %s: begins at %s, should at %s', position, team_id, credits_before, ended)
         FROM (SELECT *, lag(credits_after, 1, 0::bigint) OVER (PARTITION BY team_id ORDER BY position) AS ended
               FROM credit_transactions) AS entry
         WHERE credits_before <> ended$q$),
        ('charges and refunds move a team''s used credits, adjustments either number, and what is given its allocated credits', 'breach', $q$
         SELECT format('entry %s of team %s (%s): used credits from %s to %s', position, team_id, transaction_type, earlier,
                       credits_used_after)
         FROM (SELECT *, lag(credits_used_after, 1, 0::bigint) OVER (PARTITION BY team_id ORDER BY position) AS earlier
               FROM credit_transactions) AS entry
         WHERE credits_used_after - earlier <> CASE
             WHEN transaction_type IN ('deduction', 'refund') THEN credits_before - credits_after
             WHEN transaction_type = 'adjustment' AND credits_used_after <> earlier THEN credits_before - credits_after
             ELSE 0 END$q$),
        ('the newest ledger entry of a team has its used credits', 'breach', $q$
         SELECT format('team %s: used %s, its newest entry says %s', team_id, credits_used, credits_used_after)
         FROM team_credits CROSS JOIN LATERAL (
             SELECT credits_used_after FROM credit_transactions AS entry WHERE entry.team_id = team_credits.team_id
             ORDER BY position DESC LIMIT 1) AS newest
         WHERE credits_used <> credits_used_after$q$),
        ('each ledger entry covers the one before it by its hash', 'breach', $q$
         SELECT format('entry %s of team %s: %s', position, team_id, CASE WHEN entry_hash IS NULL THEN 'has no hash'
             ELSE 'it or the entry before is not what it was' END)
         FROM (SELECT entry.position, entry.team_id, entry_hash, CASE WHEN entry_hash IS NOT NULL THEN
                   chained_hash(coalesce(lag(entry_hash) OVER of_team, previous_ledger_hash(team_id, position)), ledger_entry(entry))
               END AS computed
               FROM credit_transactions AS entry WINDOW of_team AS (PARTITION BY team_id ORDER BY position)) AS chained
         WHERE entry_hash <> computed
             OR entry_hash IS NULL AND position > (SELECT min(position) FROM credit_transactions WHERE entry_hash IS NOT NULL)$q$),
        ('each entry of the audit log covers the one before it by its hash', 'breach', $q$
         SELECT format('entry %s of the audit log (%s): it or the entry before is not what it was', position, audit_id)
         FROM (SELECT position, audit_id, entry_hash, lag(position, 1, 0::bigint) OVER in_order AS earlier,
                   chained_hash(lag(entry_hash, 1, sha256('')) OVER in_order, audit_log_entry(entry)) AS computed
               FROM audit_log_chain LEFT JOIN admin_audit_log AS entry USING (audit_id)
               WINDOW in_order AS (ORDER BY position)) AS chained
         WHERE entry_hash <> computed OR position <> earlier + 1
         UNION ALL
         SELECT format('entry %s is not in the chain', audit_id) FROM admin_audit_log
         WHERE NOT EXISTS (SELECT FROM audit_log_chain AS chained WHERE chained.audit_id = admin_audit_log.audit_id)$q$)
$$;
