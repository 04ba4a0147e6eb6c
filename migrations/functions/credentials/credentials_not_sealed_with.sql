-- The credentials that are sealed with another key than this one or in the format v1, of one organization or of all.
CREATE FUNCTION credentials_not_sealed_with(p_key_id text, p_organization_id text) RETURNS SETOF provider_credentials
LANGUAGE sql STABLE AS $$
    SELECT * FROM provider_credentials
    WHERE (split_part(sealed_key, '.', 2) <> p_key_id OR sealed_key LIKE 'v1.%')
        AND (p_organization_id IS NULL OR organization_id = p_organization_id)
$$;
