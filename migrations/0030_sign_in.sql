-- Signing in: attempts that are slowed down, and sessions whose refresh token is replaced at each use.

-- How often signing in has failed: for an account from one address, from an address, and for an account from anywhere.
CREATE TABLE login_attempts (
    -- SHA-256 of whom or where is counted: nothing that was typed is kept.
    subject bytea PRIMARY KEY CHECK (octet_length(subject) = 32),
    failures integer NOT NULL DEFAULT 0 CHECK (failures >= 0),
    blocked_until timestamptz NOT NULL DEFAULT '-infinity',
    last_attempt_at timestamptz NOT NULL DEFAULT now()
);

CREATE INDEX login_attempts_by_age ON login_attempts (last_attempt_at);

-- Refresh tokens that have had their one use. Whoever sends one again has stolen it, or has been stolen from.
CREATE TABLE spent_refresh_tokens (
    token_hash bytea PRIMARY KEY CHECK (octet_length(token_hash) = 32),
    session_id uuid NOT NULL REFERENCES admin_sessions ON DELETE CASCADE,
    spent_at timestamptz NOT NULL DEFAULT now()
);

CREATE INDEX spent_refresh_tokens_by_session ON spent_refresh_tokens (session_id, spent_at);

-- What an attempt counts for, and how many may fail before the next one has to wait. p_place is
-- {"ip_address", "network"}: the network is what one subscriber has, the address itself or a /64 of IPv6. From an
-- address at which the account has signed in before, others' failures elsewhere do not count: nobody can keep an
-- operator out by guessing.
CREATE FUNCTION login_subjects(p_email text, p_place jsonb) RETURNS TABLE (kind text, subject bytea, allowance integer)
LANGUAGE sql STABLE AS $$
    SELECT kind, sha256(convert_to(kind || ' ' || value, 'UTF8')), allowance FROM (VALUES
        ('account from network', lower(p_email) || ' ' || (p_place->>'network'), 5),
        ('network', p_place->>'network', 20),
        ('account', CASE WHEN NOT EXISTS (
            SELECT FROM admin_sessions JOIN admin_users AS admin USING (user_id)
            WHERE admin.email = lower(p_email) AND admin_sessions.ip_address = p_place->>'ip_address'
                AND admin_sessions.created_at > now() - interval '90 days') THEN lower(p_email) END, 20)
    ) AS counted (kind, value, allowance)
    WHERE value IS NOT NULL
$$;

-- How long to wait after so many failures: a second, then twice as long each time, a quarter of an hour at most.
CREATE FUNCTION login_backoff(p_failures integer, p_allowance integer) RETURNS interval LANGUAGE sql IMMUTABLE AS $$
    SELECT CASE WHEN p_failures < p_allowance THEN interval '0'
        ELSE least(2 ^ least(p_failures - p_allowance, 10), 900) * interval '1 second' END
$$;

-- Counts an attempt as failed, before it is known whether it is: so that many at once are counted one by one.
-- Returns why it may not be made yet, or null. An attempt that must wait prolongs nothing.
CREATE FUNCTION count_login_attempt(p_email text, p_place jsonb) RETURNS jsonb LANGUAGE plpgsql AS $$
DECLARE
    v_subjects bytea[] := ARRAY(SELECT subject FROM login_subjects(p_email, p_place) ORDER BY subject);
    v_wait interval;
BEGIN
    FOR v_look IN 1..2 LOOP
        SELECT max(blocked_until) - clock_timestamp() INTO v_wait FROM login_attempts WHERE subject = ANY (v_subjects);
        IF v_wait > interval '0' THEN
            RETURN refusal('too_many_logins', jsonb_build_object(
                'retry_after_seconds', ceil(extract(epoch FROM v_wait))::integer));
        END IF;
        -- Once more with the rows locked, always in the same order.
        IF v_look = 1 THEN
            INSERT INTO login_attempts (subject) SELECT unnest(v_subjects)
                ON CONFLICT (subject) DO UPDATE SET subject = EXCLUDED.subject;
        END IF;
    END LOOP;
    UPDATE login_attempts AS attempts SET
        failures = counted.failures,
        blocked_until = clock_timestamp() + login_backoff(counted.failures, counted.allowance),
        last_attempt_at = now()
        FROM (
            SELECT subject, allowance,
                CASE WHEN before.last_attempt_at < now() - interval '1 day' THEN 0 ELSE before.failures END + 1 AS failures
            FROM login_subjects(p_email, p_place) JOIN login_attempts AS before USING (subject)) AS counted
        WHERE attempts.subject = counted.subject;
    DELETE FROM login_attempts WHERE subject IN (
        SELECT subject FROM login_attempts WHERE last_attempt_at < now() - interval '1 day'
        ORDER BY last_attempt_at LIMIT 20 FOR UPDATE SKIP LOCKED);
    RETURN NULL;
END $$;

-- The attempt was a good one after all.
CREATE FUNCTION forgive_login_attempt(p_email text, p_place jsonb) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    PERFORM FROM login_attempts WHERE subject IN (SELECT subject FROM login_subjects(p_email, p_place))
        ORDER BY subject FOR UPDATE;
    UPDATE login_attempts AS attempts SET
        failures = CASE counted.kind WHEN 'account from network' THEN 0 ELSE greatest(attempts.failures - 1, 0) END,
        blocked_until = '-infinity'
        FROM login_subjects(p_email, p_place) AS counted WHERE attempts.subject = counted.subject;
END $$;

-- An operator as the contract shows one.
CREATE FUNCTION operator_json(p_user admin_users) RETURNS jsonb LANGUAGE sql STABLE AS $$
    SELECT jsonb_build_object(
        'user_id', p_user.user_id, 'email', p_user.email, 'display_name', p_user.display_name, 'role', p_user.role,
        'is_active', p_user.is_active, 'created_at', rfc3339(p_user.created_at), 'created_by', p_user.created_by,
        'last_login', rfc3339(p_user.last_login), 'metadata', p_user.user_metadata)
$$;

-- Ends the live sessions of an operator, but for one.
CREATE FUNCTION end_sessions(p_user_id uuid, p_except uuid DEFAULT NULL) RETURNS void LANGUAGE sql AS $$
    UPDATE admin_sessions SET revoked_at = now()
    WHERE user_id = p_user_id AND revoked_at IS NULL AND session_id IS DISTINCT FROM p_except
$$;

-- How long a session lives without being used, and altogether.
CREATE FUNCTION session_end(p_began timestamptz) RETURNS timestamptz LANGUAGE sql STABLE AS $$
    SELECT least(now() + interval '14 days', p_began + interval '90 days')
$$;

-- What whoever signed in is told, but for the tokens.
CREATE FUNCTION session_json(p_session admin_sessions) RETURNS jsonb LANGUAGE sql STABLE AS $$
    SELECT jsonb_build_object(
        'session_id', p_session.session_id,
        'refresh_expires_at', rfc3339(p_session.expires_at),
        'user', (SELECT operator_json(admin) FROM admin_users AS admin WHERE user_id = p_session.user_id))
$$;

-- Opens a session. p_session: {"refresh_token_hash": hex, "ip_address", "user_agent"}.
CREATE FUNCTION open_session(p_user_id uuid, p_action text, p_session jsonb) RETURNS jsonb LANGUAGE plpgsql AS $$
DECLARE
    v_session admin_sessions;
BEGIN
    -- Long over: nobody will ask for it again.
    DELETE FROM admin_sessions WHERE user_id = p_user_id AND expires_at < now() - interval '90 days';
    UPDATE admin_users SET last_login = now() WHERE user_id = p_user_id;
    INSERT INTO admin_sessions (user_id, refresh_token_hash, ip_address, user_agent, expires_at)
        VALUES (p_user_id, decode(p_session->>'refresh_token_hash', 'hex'), p_session->>'ip_address',
                p_session->>'user_agent', session_end(now()))
        RETURNING * INTO v_session;
    PERFORM record_change(
        jsonb_build_object('kind', 'session', 'session_id', v_session.session_id, 'ip_address', v_session.ip_address),
        p_action, 'admin_user', p_user_id::text);
    RETURN session_json(v_session);
END $$;

-- Makes the first operator, an owner. p_user: {"email", "display_name", "password_hash"}.
CREATE FUNCTION setup_owner(p_principal jsonb, p_user jsonb, p_session jsonb) RETURNS jsonb LANGUAGE plpgsql AS $$
DECLARE
    v_refusal jsonb := operator_refusal(p_principal);
    v_user_id uuid;
BEGIN
    IF v_refusal IS NOT NULL THEN
        RETURN v_refusal;
    END IF;
    -- Of two who come at once, the second sees what the first has done.
    LOCK TABLE admin_users IN SHARE ROW EXCLUSIVE MODE;
    IF EXISTS (SELECT FROM admin_users) THEN
        RETURN refusal('setup_done');
    END IF;
    INSERT INTO admin_users (email, display_name, password_hash, role)
        VALUES (p_user->>'email', p_user->>'display_name', p_user->>'password_hash', 'owner')
        RETURNING user_id INTO v_user_id;
    RETURN granted(open_session(v_user_id, 'setup_owner', p_session));
END $$;

-- The audit log tells when somebody goes on guessing at an account: once for each account and network, or for the account
-- from anywhere, until the failures are forgotten.
CREATE FUNCTION begin_login(p_email text, p_place jsonb) RETURNS jsonb LANGUAGE plpgsql AS $$
DECLARE
    v_refusal jsonb := count_login_attempt(p_email, p_place);
    v_user admin_users;
    v_failures integer;
BEGIN
    IF v_refusal IS NOT NULL THEN
        RETURN v_refusal;
    END IF;
    SELECT * INTO v_user FROM admin_users WHERE email = lower(p_email) AND is_active;
    IF v_user.user_id IS NULL THEN
        RETURN granted('{}');
    END IF;
    -- Those before this one, of which it is not known yet, were all that may fail without a wait.
    SELECT max(attempts.failures) - 1 INTO v_failures
        FROM login_subjects(p_email, p_place) AS counted JOIN login_attempts AS attempts USING (subject)
        WHERE counted.kind <> 'network' AND attempts.failures = counted.allowance + 1;
    IF v_failures IS NOT NULL THEN
        PERFORM record_change(p_place, 'login_slowed_down', 'admin_user', v_user.user_id::text,
            jsonb_build_object('failures', v_failures));
    END IF;
    RETURN granted(jsonb_build_object('user_id', v_user.user_id, 'password_hash', v_user.password_hash));
END $$;

-- The password was right. p_verified_hash is what it was compared with: it may have been changed since. p_new_hash takes
-- its place if it is outdated.
CREATE FUNCTION finish_login(p_user_id uuid, p_verified_hash text, p_new_hash text, p_place jsonb, p_session jsonb)
RETURNS jsonb LANGUAGE plpgsql AS $$
DECLARE
    v_user admin_users;
BEGIN
    SELECT * INTO v_user FROM admin_users WHERE user_id = p_user_id FOR UPDATE;
    IF v_user.user_id IS NULL OR NOT v_user.is_active OR v_user.password_hash <> p_verified_hash THEN
        RETURN refusal('invalid_login');
    END IF;
    PERFORM forgive_login_attempt(v_user.email, p_place);
    IF p_new_hash IS NOT NULL THEN
        UPDATE admin_users SET password_hash = p_new_hash WHERE user_id = p_user_id;
    END IF;
    RETURN granted(open_session(p_user_id, 'login', p_session));
END $$;

-- Takes a refresh token for a new one.
CREATE FUNCTION refresh_session(p_token_hash bytea, p_new_token_hash bytea, p_ip_address text)
RETURNS jsonb LANGUAGE plpgsql AS $$
DECLARE
    v_session admin_sessions;
BEGIN
    SELECT * INTO v_session FROM admin_sessions WHERE refresh_token_hash = p_token_hash FOR UPDATE;
    IF NOT FOUND THEN
        SELECT session.* INTO v_session FROM spent_refresh_tokens AS spent JOIN admin_sessions AS session USING (session_id)
            WHERE spent.token_hash = p_token_hash FOR UPDATE OF session;
        IF (user_of_session(v_session.session_id)).user_id IS NOT NULL THEN
            PERFORM record_change(
                jsonb_build_object('kind', 'session', 'session_id', v_session.session_id, 'ip_address', p_ip_address),
                'refresh_token_reused', 'admin_session', v_session.session_id::text);
            UPDATE admin_sessions SET revoked_at = now() WHERE session_id = v_session.session_id;
        END IF;
        RETURN refusal('invalid_token');
    END IF;
    IF (user_of_session(v_session.session_id)).user_id IS NULL THEN
        RETURN refusal('invalid_token');
    END IF;
    INSERT INTO spent_refresh_tokens (token_hash, session_id) VALUES (p_token_hash, v_session.session_id);
    -- An older one is refused all the same.
    DELETE FROM spent_refresh_tokens
        WHERE session_id = v_session.session_id AND spent_at < now() - interval '14 days';
    UPDATE admin_sessions SET refresh_token_hash = p_new_token_hash, last_used_at = now(),
        ip_address = coalesce(p_ip_address, ip_address), expires_at = session_end(created_at)
        WHERE session_id = v_session.session_id RETURNING * INTO v_session;
    RETURN granted(session_json(v_session));
END $$;
