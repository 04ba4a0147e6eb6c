-- Keeps the outcome of an audit for a year, of which the rows of the books that were found are left out. p_findings: see books_findings.
CREATE FUNCTION record_books_audit(p_findings jsonb) RETURNS books_audits LANGUAGE plpgsql AS $$
DECLARE
    v_audit books_audits;
BEGIN
    INSERT INTO books_audits (ok, complete, checks, findings)
        VALUES (NOT jsonb_path_exists(p_findings, '$.findings[*] ? (@.severity == "breach")'),
            (p_findings->>'complete')::boolean, (p_findings->>'checks')::integer, (
            SELECT coalesce(jsonb_agg(finding - 'first' ORDER BY place), '[]')
            FROM jsonb_array_elements(p_findings->'findings') WITH ORDINALITY AS listed(finding, place)))
        RETURNING * INTO v_audit;
    DELETE FROM books_audits WHERE checked_at < now() - interval '1 year';
    RETURN v_audit;
END $$;
