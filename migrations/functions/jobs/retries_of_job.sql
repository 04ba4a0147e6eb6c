-- Calls beyond the first with the same label.
CREATE FUNCTION retries_of_job(p_job jobs) RETURNS TABLE (retry_count bigint) LANGUAGE sql STABLE AS $$
    SELECT count(purpose) - count(DISTINCT purpose) FROM calls_of_job(p_job)
$$;
