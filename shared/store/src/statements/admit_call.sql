SELECT functions.admit_call(
    p_key_hash => $1,
    p_job_id => $2::text::uuid,
    p_new_job => $3::text::jsonb,
    p_call_id => $4::text::uuid,
    p_model => $5,
    p_purpose => $6,
    p_input_tokens_bound => $7,
    p_estimated_input_tokens => $8,
    p_max_output_tokens => $9,
    p_parameters => $10,
    p_unsupported => $11::text::jsonb,
    p_dropping => $12::text::jsonb,
    p_fallback_providers => $13,
    p_metadata_patch => $14::text::jsonb,
    p_metadata_limit => $15,
    p_call_seconds => $16,
    p_idempotency => $17::text::jsonb
)::text
