-- Sealed texts of the format v2 are bound to the address that the secret was entered for, besides the row.

ALTER TABLE provider_credentials
    DROP CONSTRAINT provider_credentials_sealed_key_check,
    ADD CONSTRAINT provider_credentials_sealed_key_check CHECK (sealed_key ~ '^v[12][.][^.]+[.][^.]+[.][^.]+$');

COMMENT ON COLUMN provider_credentials.sealed_key IS 'The provider key, encrypted: v2.<id of the sealing key>.<nonce>.<ciphertext>. It opens only in this very row and with this api_base; v1, until it is resealed, in this very row.';
COMMENT ON COLUMN webhooks.webhook_url IS 'The address of the receiver. Its origin is bound into sealed_auth_header.';

-- What teams change themselves, with their virtual keys, is in the audit log too.
ALTER TABLE admin_audit_log ADD COLUMN key_id uuid REFERENCES virtual_keys (key_id);

COMMENT ON TABLE admin_audit_log IS 'What operators changed, and what teams changed of their webhooks. Append-only.';
COMMENT ON COLUMN admin_audit_log.user_id IS 'The operator who did it; null: the admin key, or the team''s key of key_id.';
COMMENT ON COLUMN admin_audit_log.key_id IS 'The virtual key with which its team did it; null: an operator or the admin key did it.';

COMMENT ON TABLE login_attempts IS 'How often signing in has failed: for an account from one network, for an account from anywhere, from a network in an hour, and from everywhere in a minute; and of wrong admin keys, from a network.';

CREATE TABLE admin_key_failures (
    is_single boolean PRIMARY KEY DEFAULT true CHECK (is_single),
    failures bigint NOT NULL DEFAULT 0 CHECK (failures >= 0),
    minute timestamptz NOT NULL DEFAULT '-infinity',
    failures_in_minute integer NOT NULL DEFAULT 0 CHECK (failures_in_minute >= 0)
);

INSERT INTO admin_key_failures DEFAULT VALUES;

COMMENT ON TABLE admin_key_failures IS 'How often a wrong admin key was sent: one row. By network, login_attempts has it.';
COMMENT ON COLUMN admin_key_failures.is_single IS 'There is no second row.';
COMMENT ON COLUMN admin_key_failures.failures IS 'How often, ever.';
COMMENT ON COLUMN admin_key_failures.minute IS 'The minute of the last one.';
COMMENT ON COLUMN admin_key_failures.failures_in_minute IS 'How often in that minute. Beyond the most of a minute none is counted.';
