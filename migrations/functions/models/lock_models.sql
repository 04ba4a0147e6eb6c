-- Aliases, access groups and model groups depend on each other and change rarely: changes take one lock, so that what a
-- statement has read of them stays true until it ends.
CREATE FUNCTION lock_models() RETURNS void LANGUAGE sql AS $$
    SELECT pg_advisory_xact_lock(hashtextextended('tollgate.models', 0))
$$;
