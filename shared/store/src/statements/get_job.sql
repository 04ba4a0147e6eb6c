SELECT coalesce(
    job_reader_refusal($1::text::jsonb, $2::text::uuid),
    (SELECT granted(job_document(job)) FROM jobs AS job WHERE job_id = $2::text::uuid)
)::text
