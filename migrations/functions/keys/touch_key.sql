-- Records that a key was used, at most once a minute. It never waits: a key that another statement is writing is skipped.
-- To be called under the team's lock, or as the last thing of a statement that takes none.
CREATE FUNCTION touch_key(p_key_hash bytea) RETURNS void LANGUAGE sql AS $$
    UPDATE virtual_keys SET last_used_at = now() WHERE key_hash = (
        SELECT key_hash FROM virtual_keys
        WHERE key_hash = p_key_hash AND (last_used_at IS NULL OR last_used_at < now() - interval '1 minute')
        FOR NO KEY UPDATE SKIP LOCKED)
$$;
