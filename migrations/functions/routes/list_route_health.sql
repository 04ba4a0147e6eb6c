-- The health of routes, the newest trouble first: of a state, an organization and a provider; null: any.
CREATE FUNCTION list_route_health(
    p_principal jsonb, p_state text, p_organization_id text, p_provider provider, p_limit bigint, p_offset bigint
) RETURNS jsonb
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path FROM CURRENT AS $$
BEGIN
    RETURN coalesce(
        operator_refusal(p_principal),
        CASE WHEN p_organization_id IS NOT NULL THEN organization_refusal(p_organization_id) END,
        (
            WITH listed AS NOT MATERIALIZED (
                SELECT health FROM route_health AS health
                WHERE (p_state IS NULL OR route_state(set_aside_until) = p_state)
                    AND (p_organization_id IS NULL OR organization_id = p_organization_id)
                    AND (p_provider IS NULL OR provider = p_provider)
            ), page AS (
                SELECT health FROM listed
                ORDER BY (health).last_failed_at DESC NULLS LAST, (health).route_id LIMIT p_limit OFFSET p_offset
            )
            SELECT counted(jsonb_agg(route_health_document(health)
                ORDER BY (health).last_failed_at DESC NULLS LAST, (health).route_id), (SELECT count(*) FROM listed))
            FROM page
        )
    );
END $$;
