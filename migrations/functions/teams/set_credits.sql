-- Sets what a team was given and has used, each change as an adjustment; the one that gives comes first. Returns a refusal, and
-- does nothing, if less than nothing would be available, or if less would be used than open jobs have paid, which they get
-- back if they fail; else null. The caller has the team's lock.
CREATE FUNCTION set_credits(p_team team_credits, p_allocated bigint, p_used bigint)
RETURNS jsonb LANGUAGE plpgsql AS $$
DECLARE
    v_allocated bigint := coalesce(p_allocated - p_team.credits_allocated, 0);
    v_used bigint := coalesce(p_used - p_team.credits_used, 0);
    v_available bigint := p_team.credits_available + v_allocated - v_used;
    v_allocated_reason text := format('Allocated credits set from %s to %s', p_team.credits_allocated, p_allocated);
    v_used_reason text := format('Used credits set from %s to %s', p_team.credits_used, p_used);
    v_paid bigint;
BEGIN
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
