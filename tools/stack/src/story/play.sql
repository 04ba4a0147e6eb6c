-- What plays the story in its own database, with the SQL functions of production.

CREATE SCHEMA story;

-- All calls are in one partition here: to open those of many months takes a good part of the time of a statement.
DO $$
DECLARE
    v_month regclass;
BEGIN
    FOR v_month IN SELECT inhrelid::regclass FROM pg_inherits
            WHERE inhparent = 'llm_calls'::regclass AND inhrelid <> 'llm_calls_of_no_month'::regclass LOOP
        EXECUTE format('DROP TABLE %s', v_month);
    END LOOP;
END $$;

-- An operator in the session that was open at the moment.
CREATE FUNCTION story.operator(p_email text) RETURNS jsonb LANGUAGE sql STABLE AS $$
    SELECT jsonb_build_object('kind', 'session', 'session_id', session_id, 'ip_address', session.ip_address)
    FROM admin_sessions AS session JOIN admin_users USING (user_id)
    WHERE email = p_email AND session.created_at <= now() ORDER BY session.created_at DESC LIMIT 1
$$;

-- Gives a team credits if it has few.
CREATE FUNCTION story.top_up(p_act jsonb) RETURNS jsonb LANGUAGE plpgsql AS $$
BEGIN
    IF (SELECT credits_available FROM team_credits WHERE team_id = p_act->>'team') >= (p_act->>'below')::bigint THEN
        RETURN NULL;
    END IF;
    RETURN add_credits(story.operator(p_act->>'by'), p_act->>'team', (p_act->>'credits')::bigint,
        (p_act->>'type')::transaction_type, p_act->>'reason', NULL);
END $$;

-- Leaves a team so many credits, as an operator does who corrects a payment. What is held stays.
CREATE FUNCTION story.leave(p_act jsonb) RETURNS jsonb LANGUAGE plpgsql AS $$
DECLARE
    v_team team_credits;
BEGIN
    SELECT * INTO STRICT v_team FROM team_credits WHERE team_id = p_act->>'team';
    RETURN update_team(story.operator(p_act->>'by'), v_team.team_id, jsonb_build_object(
        'credits_allocated', v_team.credits_used + v_team.credits_held + (p_act->>'credits')::bigint));
END $$;

-- The scheduled work, for one team.
CREATE FUNCTION story.sweep(p_team_id text) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    PERFORM FROM team_credits WHERE team_id = p_team_id FOR NO KEY UPDATE;
    PERFORM expire_overdue(p_team_id, '1970-01-01'::timestamptz);
    PERFORM close_idle_jobs(p_team_id);
    PERFORM refill_if_due(p_team_id);
    PERFORM begin_plan_periods(plan) FROM pricing_plans AS plan
        WHERE team_id = p_team_id AND kind = 'subscription' AND valid_until IS NULL;
END $$;

-- What the client pays for a call depends on its terms, which its admission has fixed.
CREATE FUNCTION story.settle(p_step jsonb) RETURNS jsonb LANGUAGE plpgsql AS $$
DECLARE
    v_result jsonb := p_step->'result';
    v_cost numeric;
BEGIN
    SELECT CASE WHEN priced_by_job THEN 0 ELSE (1 + cost_markup_percentage / 100)
            * ((v_result->>'input_cost_usd')::numeric + (v_result->>'output_cost_usd')::numeric) END
        INTO v_cost FROM llm_calls WHERE call_id = (p_step->>'call')::uuid;
    IF NOT FOUND THEN
        RETURN NULL;
    END IF;
    RETURN settle_call((p_step->>'call')::uuid, v_result || jsonb_build_object('client_cost_usd', v_cost::text), '{}', 65536,
        (p_step->>'finish')::job_status, NULL, p_step->'bodies');
END $$;

-- Takes steps in their order, each at its time. Returns how often there was which outcome of calls and jobs. What an operator does
-- is not refused.
CREATE FUNCTION story.play(p_steps jsonb) RETURNS jsonb LANGUAGE plpgsql AS $$
DECLARE
    v_step jsonb;
    v_answer jsonb;
    v_outcome text;
    v_outcomes jsonb := '{}';
BEGIN
    FOR v_step IN SELECT * FROM jsonb_array_elements(p_steps) LOOP
        PERFORM set_config('simulated.now', v_step->>'at', false);
        v_answer := NULL;
        CASE v_step->>'do'
            WHEN 'admit' THEN
                v_answer := admit_call(decode(v_step->>'key', 'hex'), (v_step->>'job')::uuid, v_step->'new_job',
                    (v_step->>'call')::uuid, v_step->>'model', v_step->>'purpose', (v_step->>'input_bound')::bigint,
                    (v_step->>'input_estimate')::bigint, (v_step->>'max_output')::bigint, '{}', '{}', '{}', '{}', '{}', 65536, 900,
                    NULL, (v_step->>'kind')::model_kind);
            WHEN 'settle' THEN v_answer := story.settle(v_step);
            WHEN 'complete' THEN
                v_answer := complete_job(decode(v_step->>'key', 'hex'), (v_step->>'job')::uuid, (v_step->>'status')::job_status,
                    '{}', 65536, v_step->>'error_message');
            WHEN 'sweep' THEN PERFORM story.sweep(v_step->>'team');
            WHEN 'act' THEN
                EXECUTE v_step->>'sql' INTO v_answer USING v_step->'with';
                IF v_answer->>'outcome' = 'refused' THEN
                    RAISE EXCEPTION '% was refused: %', v_step, v_answer;
                END IF;
        END CASE;
        v_outcome := coalesce(v_answer->>'reason', v_answer->>'outcome', 'none');
        v_outcomes := v_outcomes || jsonb_build_object(v_outcome, coalesce((v_outcomes->>v_outcome)::bigint, 0) + 1);
    END LOOP;
    RETURN v_outcomes;
END $$;
