-- Checks of what calls add up to, and of what they and their jobs cost.
CREATE FUNCTION call_checks() RETURNS SETOF books_check LANGUAGE sql STABLE AS $$
    VALUES
        ('the summary of a job is the sum of its settled calls', 'breach', $q$
         SELECT format('job %s: summary %s, calls %s', job_id, coalesce(summary, 'none'), coalesce(calls, 'none'))
         FROM (SELECT job_id, format('%s calls (%s, %s), %s+%s tokens, %s and %s USD, %s ms over %s', total_calls,
                   successful_calls, failed_calls, total_prompt_tokens, total_completion_tokens,
                   trim_scale(provider_cost_usd), trim_scale(total_cost_usd - job_price_usd), total_latency_ms,
                   timed_calls) AS summary
               FROM job_cost_summaries WHERE total_calls > 0) AS kept
         FULL JOIN (SELECT job_id, format('%s calls (%s, %s), %s+%s tokens, %s and %s USD, %s ms over %s', count(*),
                        count(*) FILTER (WHERE status = 'succeeded'), count(*) FILTER (WHERE status = 'failed'),
                        sum(prompt_tokens), sum(completion_tokens), trim_scale(sum(provider_cost_usd)),
                        trim_scale(sum(client_cost_usd)), coalesce(sum(latency_ms), 0), count(latency_ms)) AS calls
                    FROM llm_calls WHERE status IN ('succeeded', 'failed') GROUP BY job_id) AS added USING (job_id)
         WHERE summary IS DISTINCT FROM calls$q$),
        ('a call that is not settled has used nothing', 'breach', $q$
         SELECT format('call %s (%s)', call_id, status) FROM llm_calls
         WHERE status IN ('admitted', 'abandoned') AND (total_tokens <> 0 OR provider_cost_usd <> 0)$q$),
        ('a call costs its input, its output and its failed attempts, and the client the first two with the markup', 'breach', $q$
         SELECT format('call %s: %s + %s + %s, provider %s, client %s at %s %%', call_id, input_cost_usd, output_cost_usd,
                       failed_attempts_cost_usd, provider_cost_usd, client_cost_usd, cost_markup_percentage)
         FROM llm_calls
         WHERE provider_cost_usd <> input_cost_usd + output_cost_usd + failed_attempts_cost_usd OR client_cost_usd <> CASE
             WHEN priced_by_job THEN 0 ELSE (input_cost_usd + output_cost_usd) * (1 + cost_markup_percentage / 100) END$q$),
        ('a settled call costs, and leaves in doubt, what its attempts do', 'breach', $q$
         SELECT format('call %s: costs %s, in doubt %s of %s; its attempts: %s, %s of %s', call_id, provider_cost_usd,
                       in_doubt_usd, in_doubt_bound_usd, cost, doubt, bound)
         FROM llm_calls CROSS JOIN LATERAL (
             SELECT sum((attempt->>'cost_usd')::numeric) AS cost, sum((attempt->>'in_doubt_usd')::numeric) AS doubt,
                 sum((attempt->>'in_doubt_bound_usd')::numeric) AS bound
             FROM jsonb_array_elements(attempts) AS attempt WHERE attempt ? 'end') AS told
         WHERE status IN ('succeeded', 'failed')
             AND (cost <> provider_cost_usd OR doubt <> in_doubt_usd OR bound <> in_doubt_bound_usd)$q$),
        ('a completed job costs what its plan says, a failed one that or nothing, and no open one has a price', 'breach', $q$
         SELECT format('job %s (%s): price %s, should be %s', job_id, jobs.status, booked, price)
         FROM jobs LEFT JOIN job_cost_summaries AS summary USING (job_id) LEFT JOIN pricing_plans AS plan USING (plan_id)
         CROSS JOIN LATERAL (SELECT coalesce(job_price_usd, 0) AS booked, CASE
             WHEN jobs.status IN ('completed', 'failed') THEN coalesce(price_of_job(plan, plan_position), 0) ELSE 0
             END AS price) AS a
         WHERE booked <> price AND (jobs.status <> 'failed' OR booked <> 0)$q$)
$$;
