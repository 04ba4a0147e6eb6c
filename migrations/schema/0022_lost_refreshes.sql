-- Refreshes whose answer may have been lost: what is known of a spent refresh token, so that it can be told from a stolen one.

ALTER TABLE spent_refresh_tokens
    ADD COLUMN successor_hash bytea CHECK (octet_length(successor_hash) = 32),
    ADD COLUMN was_used boolean NOT NULL DEFAULT true,
    ADD COLUMN ip_address text CHECK (length(ip_address) <= 45);

COMMENT ON TABLE spent_refresh_tokens IS 'Refresh tokens that have been replaced. One that is sent again was stolen, by its sender or from its sender, and the session ends; unless its successor was not used yet, and may not have arrived.';
COMMENT ON COLUMN spent_refresh_tokens.spent_at IS 'When it was replaced.';
COMMENT ON COLUMN spent_refresh_tokens.successor_hash IS 'SHA-256 of the token that replaced it. That one was not used yet as long as it is its session''s. Null: nothing can be used in its place.';
COMMENT ON COLUMN spent_refresh_tokens.was_used IS 'Whether it was used; if not, it was replaced because its predecessor was sent again.';
COMMENT ON COLUMN spent_refresh_tokens.ip_address IS 'From where it was used; null where that is not known.';
