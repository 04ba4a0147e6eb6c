-- The outcome of an audit.
CREATE FUNCTION books_audit_document(p_audit books_audits) RETURNS jsonb LANGUAGE sql STABLE AS $$
    SELECT jsonb_build_object('checked_at', p_audit.checked_at, 'ok', p_audit.ok, 'complete', p_audit.complete,
        'checks', p_audit.checks, 'findings', p_audit.findings)
$$;
