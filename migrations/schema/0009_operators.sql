-- Who runs Tollgate: operators with their sessions, what slows down guessing at passwords, and the log of what was changed.

CREATE TYPE admin_role AS ENUM ('user', 'admin', 'owner');
COMMENT ON TYPE admin_role IS 'In order of power: a user reads, an admin changes, an owner also manages other operators.';

CREATE TABLE admin_users (
    user_id uuid PRIMARY KEY DEFAULT new_uuid(),
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

COMMENT ON TABLE admin_users IS 'Operators.';
COMMENT ON COLUMN admin_users.user_id IS 'Its id.';
COMMENT ON COLUMN admin_users.email IS 'By which the operator signs in: lower case, one account an address.';
COMMENT ON COLUMN admin_users.display_name IS 'For people.';
COMMENT ON COLUMN admin_users.password_hash IS 'Argon2id, or bcrypt until the next login of an imported account.';
COMMENT ON COLUMN admin_users.role IS 'What the operator may do.';
COMMENT ON COLUMN admin_users.is_active IS 'Whether the operator can sign in.';
COMMENT ON COLUMN admin_users.user_metadata IS 'A JSON object that is kept with the account; Tollgate does not read it.';
COMMENT ON COLUMN admin_users.created_at IS 'When the account was made.';
COMMENT ON COLUMN admin_users.created_by IS 'Who made it; null: the admin key.';
COMMENT ON COLUMN admin_users.last_login IS 'When the operator last signed in.';

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
-- Sessions that are live are few among all that there were.
CREATE INDEX admin_sessions_live ON admin_sessions (expires_at) WHERE revoked_at IS NULL;

COMMENT ON TABLE admin_sessions IS 'Sessions of operators. A session outlives its short access tokens: each use of its refresh token replaces that by a new one.';
COMMENT ON COLUMN admin_sessions.session_id IS 'Its id, which access tokens carry.';
COMMENT ON COLUMN admin_sessions.user_id IS 'The operator.';
COMMENT ON COLUMN admin_sessions.refresh_token_hash IS 'SHA-256 of the refresh token that is good for the next use.';
COMMENT ON COLUMN admin_sessions.ip_address IS 'From where it was last used.';
COMMENT ON COLUMN admin_sessions.user_agent IS 'The browser that opened it.';
COMMENT ON COLUMN admin_sessions.created_at IS 'When the operator signed in.';
COMMENT ON COLUMN admin_sessions.last_used_at IS 'When its refresh token was last used.';
COMMENT ON COLUMN admin_sessions.expires_at IS 'When it ends, unless it is used before.';
COMMENT ON COLUMN admin_sessions.revoked_at IS 'When it was ended; null while it was not.';

CREATE TABLE spent_refresh_tokens (
    token_hash bytea PRIMARY KEY CHECK (octet_length(token_hash) = 32),
    session_id uuid NOT NULL REFERENCES admin_sessions ON DELETE CASCADE,
    spent_at timestamptz NOT NULL DEFAULT now()
);

CREATE INDEX spent_refresh_tokens_by_session ON spent_refresh_tokens (session_id, spent_at);

COMMENT ON TABLE spent_refresh_tokens IS 'Refresh tokens that have had their one use. One that is sent again was stolen, by its sender or from its sender: the session ends.';
COMMENT ON COLUMN spent_refresh_tokens.token_hash IS 'SHA-256 of the token.';
COMMENT ON COLUMN spent_refresh_tokens.session_id IS 'The session it was of.';
COMMENT ON COLUMN spent_refresh_tokens.spent_at IS 'When it was used.';

CREATE TABLE login_attempts (
    subject bytea PRIMARY KEY CHECK (octet_length(subject) = 32),
    failures integer NOT NULL DEFAULT 0 CHECK (failures >= 0),
    blocked_until timestamptz NOT NULL DEFAULT '-infinity',
    last_attempt_at timestamptz NOT NULL DEFAULT now()
);

CREATE INDEX login_attempts_by_age ON login_attempts (last_attempt_at);

COMMENT ON TABLE login_attempts IS 'How often signing in has failed: for an account from one network, from a network, and for an account from anywhere.';
COMMENT ON COLUMN login_attempts.subject IS 'SHA-256 of the account or network that is counted: nothing that was typed is kept.';
COMMENT ON COLUMN login_attempts.failures IS 'Failed attempts, until a day has passed without one.';
COMMENT ON COLUMN login_attempts.blocked_until IS 'Until when further attempts are refused.';
COMMENT ON COLUMN login_attempts.last_attempt_at IS 'When the last attempt was made.';

CREATE TABLE admin_audit_log (
    audit_id uuid PRIMARY KEY DEFAULT new_uuid(),
    user_id uuid REFERENCES admin_users,
    action text NOT NULL CHECK (length(action) BETWEEN 1 AND 100),
    resource_type text CHECK (length(resource_type) <= 50),
    resource_id text CHECK (length(resource_id) <= 255),
    details jsonb NOT NULL DEFAULT '{}' CHECK (jsonb_typeof(details) = 'object'),
    ip_address text CHECK (length(ip_address) <= 45),
    created_at timestamptz NOT NULL DEFAULT now()
);

CREATE INDEX admin_audit_log_by_time ON admin_audit_log (created_at DESC, audit_id DESC);
CREATE INDEX admin_audit_log_by_user ON admin_audit_log (user_id, created_at DESC);
CREATE INDEX admin_audit_log_by_action ON admin_audit_log (action, created_at DESC);
CREATE INDEX admin_audit_log_by_resource ON admin_audit_log (resource_type, resource_id, created_at DESC);

COMMENT ON TABLE admin_audit_log IS 'What operators changed. Append-only.';
COMMENT ON COLUMN admin_audit_log.audit_id IS 'Its id.';
COMMENT ON COLUMN admin_audit_log.user_id IS 'Who did it; null: the admin key.';
COMMENT ON COLUMN admin_audit_log.action IS 'What was done, such as updated_team.';
COMMENT ON COLUMN admin_audit_log.resource_type IS 'What kind of thing was changed.';
COMMENT ON COLUMN admin_audit_log.resource_id IS 'Its id or name.';
COMMENT ON COLUMN admin_audit_log.details IS '{"before", "after"}: what changed, never a secret.';
COMMENT ON COLUMN admin_audit_log.ip_address IS 'From where.';
COMMENT ON COLUMN admin_audit_log.created_at IS 'When.';

CREATE FUNCTION refuse_rewriting_the_audit_log() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'admin_audit_log is append-only';
END $$;
COMMENT ON FUNCTION refuse_rewriting_the_audit_log() IS 'Keeps the entries of admin_audit_log as they are.';

CREATE TRIGGER audit_log_is_append_only BEFORE UPDATE OR DELETE ON admin_audit_log
    FOR EACH ROW EXECUTE FUNCTION refuse_rewriting_the_audit_log();
CREATE TRIGGER audit_log_is_never_truncated BEFORE TRUNCATE ON admin_audit_log
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_rewriting_the_audit_log();
