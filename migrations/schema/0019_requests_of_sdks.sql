-- Requests of SDKs that repeat them without an Idempotency-Key.

ALTER TABLE idempotency_keys DROP CONSTRAINT idempotency_keys_holder_check,
    ADD CONSTRAINT idempotency_keys_holder_check CHECK (holder IN ('team', 'operators', 'sdk'));

COMMENT ON TABLE idempotency_keys IS 'Requests that may be sent again: then they get the first answer instead of a second effect. Kept for 24 hours with an Idempotency-Key, for ten minutes without.';
COMMENT ON COLUMN idempotency_keys.holder IS 'Who made the request: keys of teams and of operators do not meet. An SDK counts its attempts and sends no key.';
COMMENT ON COLUMN idempotency_keys.idempotency_key IS 'The key that the client sent; of an SDK the hash of the request and the virtual key.';
