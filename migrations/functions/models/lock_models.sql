-- Aliases, access groups and model groups hang together and change rarely: operators change them one after the other,
-- so that what one statement has seen of them holds until it is done.
CREATE FUNCTION lock_models() RETURNS void LANGUAGE sql AS $$
    SELECT pg_advisory_xact_lock(hashtextextended('tollgate.models', 0))
$$;
