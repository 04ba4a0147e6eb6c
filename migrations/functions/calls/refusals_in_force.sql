-- Of what an alias refuses of a request, what is not left out of it, so that the alias cannot serve: what is essential, where what it
-- refuses is left out; all but the hints, where it is not. p_dropping: see resolve_model.
CREATE FUNCTION refusals_in_force(p_refused text[], p_drops boolean, p_dropping jsonb) RETURNS text[]
LANGUAGE plpgsql IMMUTABLE AS $$
BEGIN
    RETURN ARRAY(
        SELECT parameter FROM unnest(p_refused) AS parameter
        WHERE CASE WHEN p_drops THEN p_dropping->'essential' ? parameter
              ELSE NOT coalesce(p_dropping->'hints', '[]') ? parameter END
        ORDER BY 1);
END $$;
