-- What an attempt counts for, and how many may fail before the next one has to wait. p_origin is
-- {"ip_address", "network"}: the network is what one subscriber has, the address itself or a /64 of IPv6. An account from one network
-- has few guesses. A network has more in an hour, and all networks together have more in a minute, so that the failures of one do not
-- lock out others behind the same address; the last also bounds how many passwords are hashed. Where the account has signed in
-- before from this address, only its own failures from this network count, so that guessing elsewhere cannot lock its operator out.
CREATE FUNCTION login_subjects(p_email text, p_origin jsonb) RETURNS TABLE (kind text, subject bytea, allowance integer)
LANGUAGE sql STABLE AS $$
    SELECT kind, sha256(convert_to(kind || ' ' || value, 'UTF8')), allowance FROM (
        SELECT 'account from network' AS kind, lower(p_email) || ' ' || (p_origin->>'network') AS value, 5 AS allowance
        UNION ALL
        SELECT shared.* FROM (VALUES
            ('account', lower(p_email), 20),
            ('network', (p_origin->>'network') || ' ' || date_trunc('hour', now() AT TIME ZONE 'UTC'), 100),
            ('everywhere', date_trunc('minute', now() AT TIME ZONE 'UTC')::text, 300)
        ) AS shared (kind, value, allowance)
        WHERE NOT EXISTS (
            SELECT FROM admin_sessions JOIN admin_users AS admin USING (user_id)
            WHERE admin.email = lower(p_email) AND admin_sessions.ip_address = p_origin->>'ip_address'
                AND admin_sessions.created_at > now() - interval '90 days')
    ) AS counted
    WHERE value IS NOT NULL
$$;
