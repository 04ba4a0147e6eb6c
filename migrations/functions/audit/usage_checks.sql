-- Checks of the usage by day.
CREATE FUNCTION usage_checks() RETURNS SETOF books_check LANGUAGE sql STABLE AS $$
    VALUES
        ('a team''s usage by day is the sum of its jobs', 'breach', $q$
         SELECT format('team %s, %s, %s: %s, jobs %s', team_id, day, job_type, kept, jobs)
         FROM (SELECT team_id, day, job_type, format('%s jobs (%s, %s), %s calls (%s, %s), %s+%s tokens, %s and %s USD, %s credits',
                   total_jobs, completed_jobs, failed_jobs, total_calls, successful_calls, failed_calls, total_prompt_tokens,
                   total_completion_tokens, trim_scale(provider_cost_usd), trim_scale(client_cost_usd), credits_used) AS kept
               FROM job_usage_by_day) AS usage
         FULL JOIN (
             SELECT jobs.team_id, (created_at AT TIME ZONE 'UTC')::date AS day, job_type,
                 format('%s jobs (%s, %s), %s calls (%s, %s), %s+%s tokens, %s and %s USD, %s credits',
                   count(*), count(*) FILTER (WHERE status = 'completed'), count(*) FILTER (WHERE status = 'failed'),
                   coalesce(sum(total_calls), 0), coalesce(sum(successful_calls), 0), coalesce(sum(failed_calls), 0),
                   coalesce(sum(total_prompt_tokens), 0), coalesce(sum(total_completion_tokens), 0),
                   trim_scale(coalesce(sum(provider_cost_usd), 0)), trim_scale(coalesce(sum(total_cost_usd), 0)),
                   sum(credits_charged)) AS jobs
             FROM jobs LEFT JOIN job_cost_summaries USING (job_id)
             GROUP BY 1, 2, 3) AS added USING (team_id, day, job_type)
         WHERE kept IS DISTINCT FROM jobs$q$),
        ('a team''s usage by model is the sum of its calls', 'breach', $q$
         SELECT format('team %s, %s, %s of %s: %s, calls %s', team_id, day, model, provider, kept, calls)
         FROM (SELECT team_id, day, model, provider, format('%s calls (%s, %s), %s+%s tokens, %s and %s USD, %s in classes',
                   sum(total_calls), sum(successful_calls), sum(failed_calls), sum(total_prompt_tokens),
                   sum(total_completion_tokens), trim_scale(sum(provider_cost_usd)), trim_scale(sum(client_cost_usd)),
                   sum((SELECT sum(count) FROM unnest(latency_counts) AS count))) AS kept
               FROM call_usage_by_day GROUP BY 1, 2, 3, 4) AS usage
         FULL JOIN (
             SELECT team_id, (created_at AT TIME ZONE 'UTC')::date AS day, coalesce(model_used, model_group_used) AS model,
                 provider, format('%s calls (%s, %s), %s+%s tokens, %s and %s USD, %s in classes',
                   count(*), count(*) FILTER (WHERE status = 'succeeded'), count(*) FILTER (WHERE status = 'failed'),
                   sum(prompt_tokens), sum(completion_tokens), trim_scale(sum(provider_cost_usd)),
                   trim_scale(sum(client_cost_usd)), count(*)) AS calls
             FROM llm_calls WHERE status IN ('succeeded', 'failed') AND provider IS NOT NULL
             GROUP BY 1, 2, 3, 4) AS added USING (team_id, day, model, provider)
         WHERE kept IS DISTINCT FROM calls$q$),
        ('an organization''s usage is that of its teams', 'breach', $q$
         SELECT format('team %s: its usage stands under %s, it is of %s', team_id, usage.organization_id, team.organization_id)
         FROM (SELECT team_id, organization_id FROM job_usage_by_day
               UNION SELECT team_id, organization_id FROM call_usage_by_day) AS usage
         JOIN team_credits AS team USING (team_id) WHERE usage.organization_id <> team.organization_id$q$)
$$;
