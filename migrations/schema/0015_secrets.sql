-- Sealed texts of the format v2 are bound to the address that the secret was entered for, besides the row.

ALTER TABLE provider_credentials
    DROP CONSTRAINT provider_credentials_sealed_key_check,
    ADD CONSTRAINT provider_credentials_sealed_key_check CHECK (sealed_key ~ '^v[12][.][^.]+[.][^.]+[.][^.]+$');

COMMENT ON COLUMN provider_credentials.sealed_key IS 'The provider key, encrypted: v2.<id of the sealing key>.<nonce>.<ciphertext>. It opens only in this very row and with this api_base; v1, until it is resealed, in this very row.';
COMMENT ON COLUMN webhooks.webhook_url IS 'The address of the receiver. Its origin is bound into sealed_auth_header.';
