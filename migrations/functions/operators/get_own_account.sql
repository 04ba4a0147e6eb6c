-- The operator who asks.
CREATE FUNCTION get_own_account(p_principal jsonb) RETURNS jsonb
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path FROM CURRENT AS $$
BEGIN
    RETURN coalesce(
        operator_refusal(p_principal),
        (SELECT granted(operator_document(user_of_session((p_principal->>'session_id')::uuid)))));
END $$;
