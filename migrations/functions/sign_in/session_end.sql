-- When a session ends: some time after its last use, and a longer time after it was opened.
CREATE FUNCTION session_end(p_began timestamptz) RETURNS timestamptz LANGUAGE sql STABLE AS $$
    SELECT least(now() + interval '14 days', p_began + interval '90 days')
$$;
