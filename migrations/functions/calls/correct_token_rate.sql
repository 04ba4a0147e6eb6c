-- Corrects the team's tokens of the minute: by what a call took beyond the estimate of its admission, or less than it.
CREATE FUNCTION correct_token_rate(p_call llm_calls) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    UPDATE team_credits SET tokens_left = least(tpm_limit, tokens_left + p_call.tokens_reserved - p_call.total_tokens)
        WHERE team_id = p_call.team_id AND tpm_limit IS NOT NULL;
END $$;
