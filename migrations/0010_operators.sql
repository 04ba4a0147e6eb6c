-- Who runs Tollgate: operators with their sessions, what they may do, and the log of what they did.

-- In order of power: a user reads, an admin changes, an owner also manages other operators.
CREATE TYPE admin_role AS ENUM ('user', 'admin', 'owner');

CREATE TABLE admin_users (
    user_id uuid PRIMARY KEY DEFAULT new_uuid(),
    -- Lower case; one account an address.
    email text NOT NULL UNIQUE CHECK (email = lower(email) AND length(email) BETWEEN 3 AND 255 AND email LIKE '_%@_%'),
    display_name text NOT NULL CHECK (length(display_name) BETWEEN 1 AND 255),
    password_hash text NOT NULL CHECK (password_hash LIKE '$argon2id$%' OR password_hash LIKE '$2_$%'),
    role admin_role NOT NULL,
    is_active boolean NOT NULL DEFAULT true,
    user_metadata jsonb NOT NULL DEFAULT '{}' CHECK (jsonb_typeof(user_metadata) = 'object'),
    created_at timestamptz NOT NULL DEFAULT now(),
    created_by uuid REFERENCES admin_users,
    last_login timestamptz
);

-- A session outlives its short access tokens: each use of its refresh token replaces that by a new one.
CREATE TABLE admin_sessions (
    session_id uuid PRIMARY KEY DEFAULT new_uuid(),
    user_id uuid NOT NULL REFERENCES admin_users,
    refresh_token_hash bytea NOT NULL UNIQUE CHECK (octet_length(refresh_token_hash) = 32),
    ip_address text CHECK (length(ip_address) <= 45),
    user_agent text CHECK (length(user_agent) <= 500),
    created_at timestamptz NOT NULL DEFAULT now(),
    last_used_at timestamptz NOT NULL DEFAULT now(),
    expires_at timestamptz NOT NULL,
    revoked_at timestamptz
);

CREATE INDEX admin_sessions_by_user ON admin_sessions (user_id, created_at DESC);

-- What operators changed. No user: it was done with the admin key.
CREATE TABLE admin_audit_log (
    audit_id uuid PRIMARY KEY DEFAULT new_uuid(),
    user_id uuid REFERENCES admin_users,
    action text NOT NULL CHECK (length(action) BETWEEN 1 AND 100),
    resource_type text CHECK (length(resource_type) <= 50),
    resource_id text CHECK (length(resource_id) <= 255),
    -- {"before": ..., "after": ...}: what changed, never a secret.
    details jsonb NOT NULL DEFAULT '{}' CHECK (jsonb_typeof(details) = 'object'),
    ip_address text CHECK (length(ip_address) <= 45),
    created_at timestamptz NOT NULL DEFAULT now()
);

CREATE INDEX admin_audit_log_by_time ON admin_audit_log (created_at DESC, audit_id DESC);
CREATE INDEX admin_audit_log_by_user ON admin_audit_log (user_id, created_at DESC);
CREATE INDEX admin_audit_log_by_resource ON admin_audit_log (resource_type, resource_id, created_at DESC);

CREATE FUNCTION refuse_rewriting_the_audit_log() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'admin_audit_log is append-only';
END $$;

CREATE TRIGGER audit_log_is_append_only BEFORE UPDATE OR DELETE ON admin_audit_log
    FOR EACH ROW EXECUTE FUNCTION refuse_rewriting_the_audit_log();
CREATE TRIGGER audit_log_is_never_truncated BEFORE TRUNCATE ON admin_audit_log
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_rewriting_the_audit_log();

-- The operator of a live session; a null row for one that has ended.
CREATE FUNCTION user_of_session(p_session_id uuid) RETURNS admin_users LANGUAGE sql STABLE AS $$
    SELECT admin.* FROM admin_sessions AS session JOIN admin_users AS admin USING (user_id)
    WHERE session.session_id = p_session_id AND session.revoked_at IS NULL AND session.expires_at > now()
        AND admin.is_active
$$;

-- A principal is whoever asks: {"kind": "virtual_key", "key_hash": hex} | {"kind": "admin_key"}
-- | {"kind": "session", "session_id"}; with "least_role", what its route asks of an operator, and "ip_address".

-- Why this principal may not do what operators do on its route, or null. The admin key has every power.
CREATE FUNCTION operator_refusal(p_principal jsonb) RETURNS jsonb LANGUAGE plpgsql STABLE AS $$
DECLARE
    v_user admin_users;
BEGIN
    IF p_principal->>'kind' = 'admin_key' THEN
        RETURN NULL;
    ELSIF p_principal->>'kind' <> 'session' THEN
        RETURN refusal('invalid_token');
    END IF;
    v_user := user_of_session((p_principal->>'session_id')::uuid);
    RETURN CASE
        WHEN v_user.user_id IS NULL THEN refusal('invalid_token')
        WHEN v_user.role < (p_principal->>'least_role')::admin_role
            THEN refusal('role_too_low', jsonb_build_object('role', v_user.role, 'least_role', p_principal->>'least_role'))
    END;
END $$;

-- As operator_refusal, where the team itself may ask as well. Teams that are paused or suspended may still read; operators
-- read removed teams too.
CREATE FUNCTION team_or_operator_refusal(p_principal jsonb, p_team_id text, p_while_stopped boolean)
RETURNS jsonb LANGUAGE plpgsql STABLE AS $$
DECLARE
    v_team team_credits;
BEGIN
    IF p_principal->>'kind' <> 'virtual_key' THEN
        RETURN coalesce(operator_refusal(p_principal), CASE
            WHEN NOT EXISTS (SELECT FROM team_credits WHERE team_id = p_team_id) THEN refusal('team_not_found') END);
    END IF;
    v_team := team_of_key(decode(p_principal->>'key_hash', 'hex'));
    RETURN CASE
        WHEN v_team.team_id IS NULL THEN refusal('invalid_api_key')
        WHEN v_team.team_id <> p_team_id THEN refusal('wrong_team')
        WHEN NOT p_while_stopped THEN team_refusal(v_team, p_team_id, false)
    END;
END $$;

-- Writes down a change by an operator. p_details: {"before", "after"} or what else tells it; secrets stay out.
CREATE FUNCTION record_change(
    p_principal jsonb, p_action text, p_resource_type text, p_resource_id text, p_details jsonb DEFAULT '{}'
) RETURNS void LANGUAGE sql AS $$
    INSERT INTO admin_audit_log (user_id, action, resource_type, resource_id, details, ip_address)
    VALUES ((user_of_session((p_principal->>'session_id')::uuid)).user_id, p_action, p_resource_type, p_resource_id,
            jsonb_strip_nulls(p_details), p_principal->>'ip_address')
$$;

-- The answer of a statement that was granted: what was asked for stands in "value".
CREATE FUNCTION granted(p_value jsonb) RETURNS jsonb LANGUAGE sql IMMUTABLE AS $$
    SELECT jsonb_build_object('outcome', 'granted', 'value', p_value)
$$;
