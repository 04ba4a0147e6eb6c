-- Why an attempt that counts for these subjects may not be made yet, or null.
CREATE FUNCTION attempts_refusal(p_subjects bytea[]) RETURNS jsonb LANGUAGE sql STABLE AS $$
    SELECT refusal('too_many_logins', jsonb_build_object('retry_after_seconds', ceil(extract(epoch FROM wait))::integer))
    -- Until version 17, PostgreSQL cannot calculate with infinite times.
    FROM (SELECT nullif(max(blocked_until), '-infinity') - clock_timestamp() AS wait
          FROM login_attempts WHERE subject = ANY (p_subjects)) AS longest
    WHERE wait > interval '0'
$$;
