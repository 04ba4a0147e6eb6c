SELECT functions.settle_call(
    p_call_id => $1::text::uuid,
    p_result => $2::text::jsonb,
    p_metadata_patch => $3::text::jsonb,
    p_metadata_limit => $4,
    p_finish => $5::text::job_status,
    p_answer => $6::text::jsonb,
    p_bodies => $7::text::jsonb
)::text
