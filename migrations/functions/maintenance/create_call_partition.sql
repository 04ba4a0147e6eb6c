-- Makes the partition of a month, unless it is there: beside llm_calls, whatever the search path is. A month of which calls
-- have come before their partition was made stays where these are.
CREATE FUNCTION create_call_partition(p_month date) RETURNS boolean LANGUAGE plpgsql AS $$
DECLARE
    v_schema name := (SELECT relnamespace::regnamespace FROM pg_class WHERE oid = 'llm_calls'::regclass);
    v_name text := format('%I.%I', v_schema, format('llm_calls_%s', to_char(p_month, 'YYYY_MM')));
    v_from uuid := first_uuid_at(date_trunc('month', p_month)::timestamp AT TIME ZONE 'UTC');
    v_to uuid := first_uuid_at((date_trunc('month', p_month) + interval '1 month')::timestamp AT TIME ZONE 'UTC');
BEGIN
    IF to_regclass(v_name) IS NOT NULL
            OR EXISTS (SELECT FROM llm_calls_of_no_month WHERE call_id >= v_from AND call_id < v_to) THEN
        RETURN false;
    END IF;
    EXECUTE format('CREATE TABLE %s PARTITION OF llm_calls FOR VALUES FROM (%L) TO (%L)', v_name, v_from, v_to);
    RETURN true;
END $$;
