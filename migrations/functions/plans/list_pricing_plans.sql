-- Plans, of a team and a job type or of any, the newest first; p_ended: also those that have ended.
CREATE FUNCTION list_pricing_plans(
    p_principal jsonb, p_team_id text, p_job_type text, p_ended boolean, p_limit bigint, p_offset bigint
) RETURNS jsonb
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path FROM CURRENT AS $$
BEGIN
    RETURN coalesce(
        operator_refusal(p_principal),
        CASE WHEN p_team_id IS NOT NULL AND NOT EXISTS (SELECT FROM team_credits WHERE team_id = p_team_id)
            THEN refusal('team_not_found') END,
        (
            WITH listed AS NOT MATERIALIZED (
                SELECT plan FROM pricing_plans AS plan
                WHERE (p_team_id IS NULL OR team_id = p_team_id) AND (p_job_type IS NULL OR job_type = p_job_type)
                    AND (p_ended OR valid_until IS NULL)
            ), page AS (
                SELECT plan FROM listed ORDER BY (plan).valid_from DESC, (plan).plan_id DESC LIMIT p_limit OFFSET p_offset
            )
            SELECT counted(jsonb_agg(plan_document(plan) ORDER BY (plan).valid_from DESC, (plan).plan_id DESC),
                (SELECT count(*) FROM listed))
            FROM page
        )
    );
END $$;
