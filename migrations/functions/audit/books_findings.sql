-- Makes the checks, all on one snapshot, until p_until, after which none is begun. Answers {"checks", "complete", "findings": [{"check",
-- "severity", "count", "first"}]}; checks that find nothing are left out.
CREATE FUNCTION books_findings(p_until timestamptz) RETURNS jsonb LANGUAGE plpgsql STABLE AS $$
DECLARE
    v_check books_check;
    v_checks bigint := 0;
    v_all bigint := 0;
    v_count bigint;
    v_first text;
    v_findings jsonb := '[]';
BEGIN
    FOR v_check IN SELECT * FROM books_checks() LOOP
        v_all := v_all + 1;
        CONTINUE WHEN clock_timestamp() > p_until;
        EXECUTE format('SELECT count(*), min(offender) FROM (%s) AS breach(offender)', v_check.offenders)
            INTO v_count, v_first;
        v_checks := v_checks + 1;
        IF v_count > 0 THEN
            v_findings := v_findings || jsonb_build_object('check', v_check.name, 'severity', v_check.severity,
                'count', v_count, 'first', v_first);
        END IF;
    END LOOP;
    RETURN jsonb_build_object('checks', v_checks, 'complete', v_checks = v_all, 'findings', v_findings);
END $$;
