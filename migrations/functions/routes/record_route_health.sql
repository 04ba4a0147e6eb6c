-- Takes what the attempts of a settled call say into the health of their routes. A call that was settled late says nothing
-- about now. Most calls write nothing: see is_route_report_written. This waits for no lock, because the caller has the lock of
-- a team: a report on a route that another settlement is writing at the moment is left out.
CREATE FUNCTION record_route_health(p_call llm_calls) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    v_report route_report;
    v_health route_health;
BEGIN
    IF p_call.late THEN
        RETURN;
    END IF;
    FOR v_report IN SELECT * FROM route_reports(p_call.attempts) LOOP
        v_health := health_of_route(v_report.provider, v_report.model, v_report.credential_id);
        IF is_route_report_written(v_report, v_health) THEN
            v_health := lock_route(p_call.organization_id, v_report, v_health.route_id);
            IF v_report.served THEN
                PERFORM record_route_success(v_health, v_report.latency_ms);
            ELSIF v_report.failures > 0 THEN
                PERFORM record_route_trouble(v_health, v_report);
            ELSE
                -- The probe has ended without a verdict: another call may make one.
                UPDATE route_health SET probe_until = NULL WHERE route_id = v_health.route_id;
            END IF;
        END IF;
    END LOOP;
END $$;
