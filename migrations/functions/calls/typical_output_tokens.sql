-- The tokens of a typical answer, for the best estimate of what an attempt costs whose answer nobody has seen.
CREATE FUNCTION typical_output_tokens() RETURNS bigint LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$ SELECT 1000::bigint $$;
