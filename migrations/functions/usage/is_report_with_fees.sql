-- Whether a report (see report_usage) has fees of plans: a fee is for a team, whatever types of jobs it has and what serves
-- them.
CREATE FUNCTION is_report_with_fees(p_query jsonb) RETURNS boolean LANGUAGE sql IMMUTABLE AS $$
    SELECT NOT is_report_of_calls(p_query) AND p_query->>'group_by' <> 'job_type' AND NOT p_query ? 'job_type'
$$;
