-- Does what is due for at most p_teams teams, for operators and schedulers, and writes down when: see sweep_teams.
CREATE FUNCTION sweep(p_principal jsonb, p_teams bigint) RETURNS jsonb
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
    v_refusal jsonb := operator_refusal(p_principal);
    v_swept jsonb;
BEGIN
    IF v_refusal IS NOT NULL THEN
        RETURN v_refusal;
    END IF;
    v_swept := sweep_teams(p_teams);
    -- Another sweep that is about to end has the row: it writes nearly the same time, and is not waited for.
    UPDATE last_sweep SET swept_at = now()
        WHERE is_single = (SELECT is_single FROM last_sweep FOR UPDATE SKIP LOCKED);
    RETURN granted(v_swept);
END $$;
