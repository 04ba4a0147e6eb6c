-- Whether a report (see report_usage) counts calls by what served them, and not jobs: only calls have a model and a provider.
CREATE FUNCTION is_report_of_calls(p_query jsonb) RETURNS boolean LANGUAGE sql IMMUTABLE AS $$
    SELECT p_query->>'group_by' IN ('model', 'provider') OR p_query ?| '{model,provider}'
$$;
