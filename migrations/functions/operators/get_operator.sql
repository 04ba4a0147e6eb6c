-- One operator.
CREATE FUNCTION get_operator(p_principal jsonb, p_user_id uuid) RETURNS jsonb
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path FROM CURRENT AS $$
BEGIN
    RETURN coalesce(
        operator_refusal(p_principal),
        (SELECT granted(operator_document(admin)) FROM admin_users AS admin WHERE user_id = p_user_id),
        refusal('user_not_found'));
END $$;
