-- What an attempt counts for, and how many may fail before the next one has to wait. p_origin is
-- {"ip_address", "network"}: the network is what one subscriber has, the address itself or a /64 of IPv6. From an
-- address at which the account has signed in before, failures from other addresses do not count, so that guessing
-- a password cannot lock its operator out.
CREATE FUNCTION login_subjects(p_email text, p_origin jsonb) RETURNS TABLE (kind text, subject bytea, allowance integer)
LANGUAGE sql STABLE AS $$
    SELECT kind, sha256(convert_to(kind || ' ' || value, 'UTF8')), allowance FROM (VALUES
        ('account from network', lower(p_email) || ' ' || (p_origin->>'network'), 5),
        ('network', p_origin->>'network', 20),
        ('account', CASE WHEN NOT EXISTS (
            SELECT FROM admin_sessions JOIN admin_users AS admin USING (user_id)
            WHERE admin.email = lower(p_email) AND admin_sessions.ip_address = p_origin->>'ip_address'
                AND admin_sessions.created_at > now() - interval '90 days') THEN lower(p_email) END, 20)
    ) AS counted (kind, value, allowance)
    WHERE value IS NOT NULL
$$;
