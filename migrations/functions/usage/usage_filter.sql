-- The condition for what a report (see report_usage) is about, of those columns that p_columns names.
CREATE FUNCTION usage_filter(p_query jsonb, p_columns text[]) RETURNS text LANGUAGE sql STABLE AS $$
    SELECT concat_ws(' AND ', 'day >= $2 AND day < $3', string_agg(
        format(CASE name WHEN 'provider' THEN '%1$I = ($1->>%1$L)::provider' ELSE '%1$I = $1->>%1$L' END, name),
        ' AND ' ORDER BY position))
    FROM unnest(p_columns) WITH ORDINALITY AS columns(name, position) WHERE p_query ? name
$$;
