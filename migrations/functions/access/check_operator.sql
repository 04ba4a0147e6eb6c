-- Whether the principal may do what its route requires an operator for. For work that is expensive, and is begun only then.
CREATE FUNCTION check_operator(p_principal jsonb) RETURNS jsonb
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path FROM CURRENT AS $$
BEGIN
    RETURN coalesce(operator_refusal(p_principal), granted('{}'));
END $$;
