-- p_query: that of list_page with "sort", and "search" and "status" where asked for. Removed organizations are in it only where
-- their status is asked for.
CREATE FUNCTION list_organizations(p_principal jsonb, p_query jsonb) RETURNS jsonb
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
    v_refusal jsonb := operator_refusal(p_principal);
    v_page jsonb;
BEGIN
    IF v_refusal IS NOT NULL THEN
        RETURN v_refusal;
    END IF;
    v_page := list_page(
        'SELECT organization_id::text AS id, ' || CASE p_query->>'sort'
            WHEN 'created_at' THEN 'to_char(created_at AT TIME ZONE ''UTC'', ''YYYYMMDDHH24MISSUS'')'
            WHEN 'name' THEN 'lower(name)'
            ELSE 'organization_id::text' END || ' AS key
         FROM organizations
         WHERE CASE WHEN $1->>''status'' IS NULL THEN status <> ''deleted'' ELSE status::text = $1->>''status'' END
             AND ($1->>''search'' IS NULL OR strpos(lower(concat_ws('' '', organization_id, name)), lower($1->>''search'')) > 0)',
        p_query);
    RETURN granted(v_page - 'ids' || jsonb_build_object('items', (
        SELECT coalesce(jsonb_agg(organization_document(organization) ORDER BY position), '[]')
        FROM jsonb_array_elements_text(v_page->'ids') WITH ORDINALITY AS listed(id, position)
        JOIN organizations AS organization ON organization.organization_id = listed.id)));
END $$;
