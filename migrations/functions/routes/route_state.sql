-- The state of a route as a circuit breaker has it. closed: in normal use. open: set aside. half_open: its time is over, and
-- one call at a time may probe it.
CREATE FUNCTION route_state(p_set_aside_until timestamptz) RETURNS text LANGUAGE sql STABLE AS $$
    SELECT CASE WHEN p_set_aside_until IS NULL THEN 'closed' WHEN p_set_aside_until > now() THEN 'open' ELSE 'half_open' END
$$;
