-- The rules of the health of routes: when a route is set aside and for how long, and how its latency is measured.
-- failures: after so many in a row, a route whose trouble may pass soon is set aside.
-- failing_for: for how long the first time. Each failed probe doubles it, up to failing_for_at_most.
-- gone_for, account_for: for how long one failure of that kind sets a route aside.
-- probe_for: when the claim of a probe runs out.
-- write_latency_after: how old a latency is before another one is written.
-- latency_weight: the share of a new latency in the mean. latency_known_for: after that, a latency counts as unknown.
-- healthy_kept_for: after so long without a measurement, the sweep removes a route without trouble.
-- troubled_kept_for: and so long after its last failure, a route in trouble.
CREATE FUNCTION route_health_rules(
    OUT failures integer, OUT failing_for interval, OUT failing_for_at_most interval, OUT gone_for interval,
    OUT account_for interval, OUT probe_for interval, OUT write_latency_after interval, OUT latency_weight double precision,
    OUT latency_known_for interval, OUT healthy_kept_for interval, OUT troubled_kept_for interval
) LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT 5, interval '30 seconds', interval '5 minutes', interval '10 minutes',
        interval '2 minutes', interval '60 seconds', interval '5 seconds', 0.2::double precision,
        interval '5 minutes', interval '1 day', interval '7 days'
$$;
