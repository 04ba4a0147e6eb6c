-- How many keys an organization can have for one provider: a call may try them all.
CREATE FUNCTION max_credentials() RETURNS integer LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT 20
$$;
