SELECT functions.complete_job(
    p_key_hash => $1,
    p_job_id => $2::text::uuid,
    p_status => $3::text::job_status,
    p_metadata_patch => $4::text::jsonb,
    p_metadata_limit => $5,
    p_error_message => $6,
    p_idempotency => $7::text::jsonb
)::text
