-- Forgets some of the attempts that are a day old. Each attempt that is counted calls it, so that there are never many.
CREATE FUNCTION forget_login_attempts() RETURNS void LANGUAGE sql AS $$
    DELETE FROM login_attempts WHERE subject IN (
        SELECT subject FROM login_attempts WHERE last_attempt_at < now() - interval '1 day'
        ORDER BY last_attempt_at LIMIT 20 FOR UPDATE SKIP LOCKED)
$$;
