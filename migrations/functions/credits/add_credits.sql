-- Gives a team credits in an operator's name. The answer has the ledger entry.
CREATE FUNCTION add_credits(
    p_principal jsonb, p_team_id text, p_credits bigint, p_type transaction_type, p_reason text, p_idempotency jsonb
) RETURNS jsonb
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
    v_refusal jsonb := operator_refusal(p_principal);
    v_team team_credits;
    v_entry credit_transactions;
    v_answer jsonb;
BEGIN
    IF v_refusal IS NOT NULL THEN
        RETURN v_refusal;
    END IF;
    v_team := lock_team(p_team_id);
    IF v_team.team_id IS NULL THEN
        RETURN refusal('team_not_found');
    END IF;
    v_answer := find_replay(p_team_id, p_idempotency);
    IF v_answer IS NOT NULL THEN
        RETURN v_answer;
    END IF;
    IF p_credits + v_team.credits_allocated > 1000000000000000 THEN
        RETURN refusal('invalid_value', '{"field": "credits", "detail": "A team may have at most 10^15 credits."}');
    END IF;
    PERFORM grant_credits(p_team_id, p_credits, p_type, p_reason);
    IF p_type = 'subscription_payment' THEN
        UPDATE team_credits SET last_refill_at = now(), refills_since = now() WHERE team_id = p_team_id;
    END IF;
    SELECT * INTO STRICT v_entry FROM credit_transactions WHERE team_id = p_team_id ORDER BY position DESC LIMIT 1;
    v_answer := transaction_document(v_entry);
    PERFORM record_change(p_principal, 'added_credits', 'team', p_team_id, jsonb_build_object(
        'before', jsonb_build_object('credits_remaining', v_entry.credits_before),
        'after', jsonb_build_object('credits_remaining', v_entry.credits_after),
        'transaction_type', p_type, 'reason', p_reason));
    PERFORM take_idempotency_key(p_team_id, p_idempotency, NULL, jsonb_build_object('value', v_answer));
    RETURN granted(v_answer);
END $$;
