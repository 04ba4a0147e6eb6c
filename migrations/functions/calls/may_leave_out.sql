-- Whether a request can be sent without what an alias refuses: all but what is essential where what is refused is left out, else hints
-- only. p_dropping: see resolve_model.
CREATE FUNCTION may_leave_out(p_refused text[], p_drops boolean, p_dropping jsonb) RETURNS boolean
LANGUAGE sql IMMUTABLE AS $$
    SELECT CASE
        WHEN p_drops THEN NOT p_dropping->'essential' ?| p_refused
        ELSE coalesce(p_dropping->'hints', '[]') ?& p_refused
    END
$$;
