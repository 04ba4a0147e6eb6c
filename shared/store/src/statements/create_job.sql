SELECT functions.create_job(p_key_hash => $1, p_job_id => $2::text::uuid, p_job => $3::text::jsonb, p_idempotency => $4::text::jsonb)::text
