-- Removes an attempt that succeeded from the failures.
CREATE FUNCTION uncount_login_attempt(p_email text, p_origin jsonb) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    PERFORM FROM login_attempts WHERE subject IN (SELECT subject FROM login_subjects(p_email, p_origin))
        ORDER BY subject FOR UPDATE;
    UPDATE login_attempts AS attempts SET
        failures = CASE counted.kind WHEN 'account from network' THEN 0 ELSE greatest(attempts.failures - 1, 0) END,
        blocked_until = '-infinity'
        FROM login_subjects(p_email, p_origin) AS counted WHERE attempts.subject = counted.subject;
END $$;
