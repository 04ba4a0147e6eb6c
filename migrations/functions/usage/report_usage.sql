-- Usage in groups, from p_from on and before p_until. p_query: {"group_by", "organization_id"?, "team_id"?, "job_type"?,
-- "model"?, "provider"?, "limit", "offset"}. Jobs count, with all that they cost, on the day on which they were opened;
-- latencies, and everything where models or providers are asked for, on the day of the call. In the order of time, or with the
-- most calls first.
CREATE FUNCTION report_usage(p_principal jsonb, p_query jsonb, p_from date, p_until date) RETURNS jsonb
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
    v_refusal jsonb := operator_refusal(p_principal);
    v_report jsonb;
BEGIN
    IF v_refusal IS NOT NULL THEN
        RETURN v_refusal;
    END IF;
    EXECUTE usage_report_query(p_query) INTO v_report USING p_query, p_from, p_until;
    RETURN granted(v_report || doubts_document(p_query, p_from, p_until));
END $$;
