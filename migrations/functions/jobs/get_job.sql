-- One job, for its team or for operators.
CREATE FUNCTION get_job(p_principal jsonb, p_job_id uuid) RETURNS jsonb
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path FROM CURRENT AS $$
BEGIN
    RETURN coalesce(
        job_reader_refusal(p_principal, p_job_id),
        (SELECT granted(job_document(job)) FROM jobs AS job WHERE job_id = p_job_id)
    );
END $$;
