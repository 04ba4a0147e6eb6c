-- Checks the books, and keeps the outcome. Functions wait 15 seconds for a statement, so books that are too large for that are not
-- begun, and no check is begun after 5 seconds.
CREATE FUNCTION audit_books(p_principal jsonb) RETURNS jsonb
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
    v_refusal jsonb := operator_refusal(p_principal);
    v_most constant bigint := 100000;
    v_findings jsonb;
BEGIN
    IF v_refusal IS NOT NULL THEN
        RETURN v_refusal;
    ELSIF EXISTS (SELECT FROM llm_calls OFFSET v_most) OR EXISTS (SELECT FROM jobs OFFSET v_most)
            OR EXISTS (SELECT FROM credit_transactions OFFSET v_most) THEN
        RETURN refusal('invalid_value', jsonb_build_object('detail', format(
            'There are more than %s calls, jobs or ledger entries: too many to check within a request. `cargo xtask audit` checks them.',
            v_most)));
    END IF;
    v_findings := books_findings(clock_timestamp() + interval '5 seconds');
    RETURN granted(books_audit_document(record_books_audit(v_findings)) || jsonb_build_object('findings', v_findings->'findings'));
END $$;
