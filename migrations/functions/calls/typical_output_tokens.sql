-- How many tokens a typical answer has. The cost of an attempt whose answer was never received is estimated with it.
CREATE FUNCTION typical_output_tokens() RETURNS bigint LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$ SELECT 1000::bigint $$;
