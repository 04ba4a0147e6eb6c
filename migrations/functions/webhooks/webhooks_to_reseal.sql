-- Webhooks with a secret that another key than p_key_id sealed, or in the format v1, after p_after, at most p_limit.
CREATE FUNCTION webhooks_to_reseal(p_principal jsonb, p_key_id text, p_after uuid, p_limit bigint) RETURNS jsonb
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path FROM CURRENT AS $$
BEGIN
    RETURN coalesce(operator_refusal(p_principal), (
        SELECT granted(coalesce(jsonb_agg(jsonb_build_object(
            'webhook_id', webhook_id, 'team_id', team_id, 'webhook_url', webhook_url, 'secret', sealed_secret,
            'previous_secret', previous_sealed_secret, 'auth_header', sealed_auth_header) ORDER BY webhook_id), '[]'))
        FROM (SELECT * FROM webhooks_not_sealed_with(p_key_id)
              WHERE p_after IS NULL OR webhook_id > p_after ORDER BY webhook_id LIMIT p_limit) AS batch
    ));
END $$;
