SELECT functions.update_job_metadata($1::text::jsonb, $2::text::uuid, $3::text::jsonb, $4)::text
