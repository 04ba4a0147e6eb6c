SELECT functions.get_job(p_principal => $1::text::jsonb, p_job_id => $2::text::uuid)::text
