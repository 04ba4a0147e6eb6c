-- Makes the partitions of this month and the three to come. Returns how many were made.
CREATE FUNCTION create_call_partitions_ahead() RETURNS bigint LANGUAGE sql AS $$
    SELECT count(*) FROM generate_series(0, 3) AS ahead
    WHERE create_call_partition(((now() AT TIME ZONE 'UTC')::date + make_interval(months => ahead))::date)
$$;
