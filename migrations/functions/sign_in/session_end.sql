-- How long a session lives without being used, and altogether.
CREATE FUNCTION session_end(p_began timestamptz) RETURNS timestamptz LANGUAGE sql STABLE AS $$
    SELECT least(now() + interval '14 days', p_began + interval '90 days')
$$;
