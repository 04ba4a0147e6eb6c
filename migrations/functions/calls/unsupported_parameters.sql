-- Which of a request's parameters an alias cannot honour, in order: those that its provider does not know, by p_unsupported, and
-- those that the model itself refuses.
CREATE FUNCTION unsupported_parameters(p_alias model_aliases, p_parameters text[], p_unsupported jsonb)
RETURNS text[] LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN ARRAY(
        SELECT jsonb_array_elements_text(coalesce(p_unsupported->(p_alias.provider::text), '[]'))
        UNION
        SELECT parameter FROM unnest(p_alias.refused_parameters) AS parameter WHERE parameter = ANY (p_parameters)
        ORDER BY 1);
END $$;
