-- How long to wait after so many failures: a second, then twice as long each time, a quarter of an hour at most.
CREATE FUNCTION login_backoff(p_failures integer, p_allowance integer) RETURNS interval LANGUAGE sql IMMUTABLE AS $$
    SELECT CASE WHEN p_failures < p_allowance THEN interval '0'
        ELSE least(2 ^ least(p_failures - p_allowance, 10), 900) * interval '1 second' END
$$;
