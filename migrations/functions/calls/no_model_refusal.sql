-- Why there is no model of the kind that is asked for behind a name: the team may call nothing by it, or only models of another kind.
CREATE FUNCTION no_model_refusal(p_team team_credits, p_model text, p_kind model_kind) RETURNS jsonb LANGUAGE plpgsql STABLE AS $$
DECLARE
    v_other model_kind := (SELECT alias.kind FROM resolve_aliases(p_team, NULL, p_model) AS alias LIMIT 1);
BEGIN
    RETURN CASE WHEN v_other IS NULL THEN refusal('model_not_allowed')
        ELSE refusal('wrong_model_kind', jsonb_build_object('kind', v_other, 'wanted', p_kind)) END;
END $$;
