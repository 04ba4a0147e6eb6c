-- Sets what a team was given and has used, each change as an adjustment; the one that gives comes first. Numbers that nobody
-- changed on the form stay as they are: see credits_meant. Returns a refusal, and does nothing, if the form is stale, if less
-- than nothing would be available, or if less would be used than open jobs have paid, which they get back if they fail; else
-- null. The caller has the team's lock.
CREATE FUNCTION set_credits(p_principal jsonb, p_team team_credits, p_allocated bigint, p_used bigint)
RETURNS jsonb LANGUAGE plpgsql AS $$
DECLARE
    v_since timestamptz := p_principal->>'unchanged_since';
    v_allocated bigint := credits_meant(p_team, 'credits_allocated', p_allocated, v_since) - p_team.credits_allocated;
    v_used bigint := credits_meant(p_team, 'credits_used', p_used, v_since) - p_team.credits_used;
    v_available bigint := p_team.credits_available + v_allocated - v_used;
    v_allocated_reason text := format('Allocated credits set from %s to %s', p_team.credits_allocated, p_allocated);
    v_used_reason text := format('Used credits set from %s to %s', p_team.credits_used, p_used);
    v_paid bigint;
BEGIN
    IF v_allocated IS NULL OR v_used IS NULL THEN
        RETURN refusal('stale_change', jsonb_build_object('members', array_remove(ARRAY[
            CASE WHEN v_allocated IS NULL THEN 'credits_allocated' END, CASE WHEN v_used IS NULL THEN 'credits_used' END], NULL)));
    END IF;
    IF v_available < 0 THEN
        RETURN refusal('invalid_value', jsonb_build_object('detail', format(
            'This would leave %s credits, of which %s are held for calls and jobs in progress.',
            v_available + p_team.credits_held, p_team.credits_held)));
    END IF;
    IF v_used < 0 THEN
        v_paid := (SELECT coalesce(sum(credits_charged), 0) FROM jobs
                   WHERE team_id = p_team.team_id AND status IN ('pending', 'in_progress'));
        IF p_used < v_paid THEN
            RETURN refusal('invalid_value', jsonb_build_object('detail', format(
                'Open jobs have paid %s credits, which stay used until the jobs are closed.', v_paid)));
        END IF;
    END IF;
    IF v_allocated > 0 THEN
        PERFORM adjust_credits(p_team.team_id, v_allocated, 0, v_allocated_reason);
    END IF;
    PERFORM adjust_credits(p_team.team_id, 0, v_used, v_used_reason);
    IF v_allocated < 0 THEN
        PERFORM adjust_credits(p_team.team_id, v_allocated, 0, v_allocated_reason);
    END IF;
    RETURN NULL;
END $$;
