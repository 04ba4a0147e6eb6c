-- What operators ask of all usage: grouped by day, month, organization, team, job type, model or provider.

CREATE INDEX llm_calls_abandoned ON llm_calls (call_id) WHERE status = 'abandoned';

-- Calls have latencies by class (see latency_bounds). These are the middles of the classes, to which no latency in the class
-- is further than by a ninth; what took longer than the last bound counts as that bound.
CREATE FUNCTION latency_middles() RETURNS bigint[] LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT array_agg(coalesce(round(2.0 * lower * upper / (lower + upper)), upper)::bigint ORDER BY position)
    FROM (
        SELECT position, upper, lag(upper, 1, 1::bigint) OVER (ORDER BY position) AS lower
        FROM unnest(latency_bounds()) WITH ORDINALITY AS bounds(upper, position)
        UNION ALL
        SELECT cardinality(latency_bounds()) + 1, (latency_bounds())[cardinality(latency_bounds())], NULL
    ) AS classes
$$;

-- The latencies that half, 95 and 99 of a hundred calls did not exceed, in milliseconds; null where no call was timed.
CREATE FUNCTION latency_percentiles(p_counts bigint[]) RETURNS jsonb LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
DECLARE
    v_middles bigint[] := latency_middles();
    v_timed bigint := (SELECT sum(count) FROM unnest(p_counts[:cardinality(v_middles)]) AS count);
    v_shares numeric[] := '{0.50,0.95,0.99}';
    v_percentiles bigint[] := '{}';
    v_reached bigint := 0;
BEGIN
    IF v_timed > 0 THEN
        FOR class IN 1 .. cardinality(v_middles) LOOP
            v_reached := v_reached + p_counts[class];
            WHILE v_reached >= v_timed * v_shares[cardinality(v_percentiles) + 1] LOOP
                v_percentiles := v_percentiles || v_middles[class];
            END LOOP;
            EXIT WHEN cardinality(v_percentiles) = 3;
        END LOOP;
    END IF;
    RETURN jsonb_build_object('p50', v_percentiles[1], 'p95', v_percentiles[2], 'p99', v_percentiles[3]);
END $$;

-- What a group of jobs or calls adds up to. Jobs and credits are null where calls are grouped by what served them; fees
-- where they cannot be told apart.
CREATE TYPE usage_figures AS (
    total_jobs numeric, completed_jobs numeric, failed_jobs numeric, credits_used numeric, fees_usd numeric,
    total_calls numeric, successful_calls numeric, failed_calls numeric, prompt_tokens numeric, completion_tokens numeric,
    provider_cost_usd numeric, client_cost_usd numeric, latency_counts bigint[]
);

CREATE FUNCTION usage_figures_document(p_figures usage_figures) RETURNS jsonb LANGUAGE sql IMMUTABLE AS $$
    SELECT jsonb_build_object(
        'total_jobs', p_figures.total_jobs, 'completed_jobs', p_figures.completed_jobs, 'failed_jobs', p_figures.failed_jobs,
        'total_calls', coalesce(p_figures.total_calls, 0), 'successful_calls', coalesce(p_figures.successful_calls, 0),
        'failed_calls', coalesce(p_figures.failed_calls, 0),
        'error_rate', coalesce(rounded(p_figures.failed_calls / nullif(p_figures.total_calls, 0), 4), 0),
        'prompt_tokens', coalesce(p_figures.prompt_tokens, 0),
        'completion_tokens', coalesce(p_figures.completion_tokens, 0),
        'total_tokens', coalesce(p_figures.prompt_tokens + p_figures.completion_tokens, 0),
        'credits_used', p_figures.credits_used,
        'latency_ms', latency_percentiles(p_figures.latency_counts))
        || costs_document(true, coalesce(p_figures.provider_cost_usd, 0), coalesce(p_figures.client_cost_usd, 0),
                          p_figures.fees_usd)
$$;

-- The query that answers usage_report, with its p_query, p_from and p_until as $1, $2 and $3.
CREATE FUNCTION usage_report_query(p_query jsonb) RETURNS text LANGUAGE plpgsql STABLE AS $$
DECLARE
    v_group text := p_query->>'group_by';
    -- Only calls have a model and a provider.
    v_of_calls boolean := v_group IN ('model', 'provider') OR p_query ?| '{model,provider}';
    -- A plan's fee is for a team, whatever types of jobs it has and what serves them.
    v_with_fees boolean := NOT v_of_calls AND v_group <> 'job_type' AND NOT p_query ? 'job_type';
    v_key text := CASE v_group WHEN 'month' THEN 'date_trunc(''month'', day::timestamp)::date'
        WHEN 'organization' THEN 'organization_id' WHEN 'team' THEN 'team_id' ELSE quote_ident(v_group) END;
    v_teams text := 'day >= $2 AND day < $3'
        || CASE WHEN p_query ? 'organization_id' THEN ' AND organization_id = $1->>''organization_id''' ELSE '' END
        || CASE WHEN p_query ? 'team_id' THEN ' AND team_id = $1->>''team_id''' ELSE '' END;
    v_jobs text := v_teams || CASE WHEN p_query ? 'job_type' THEN ' AND job_type = $1->>''job_type''' ELSE '' END;
    v_calls text := v_jobs
        || CASE WHEN p_query ? 'model' THEN ' AND model = $1->>''model''' ELSE '' END
        || CASE WHEN p_query ? 'provider' THEN ' AND provider = ($1->>''provider'')::provider' ELSE '' END;
    v_sums text := 'sum(total_calls) AS total_calls, sum(successful_calls) AS successful_calls,
            sum(failed_calls) AS failed_calls, sum(total_prompt_tokens) AS prompt_tokens,
            sum(total_completion_tokens) AS completion_tokens, sum(provider_cost_usd) AS provider_cost_usd,
            sum(client_cost_usd) AS client_cost_usd';
    -- One sum a class is many times faster than taking the arrays apart.
    v_latencies text := (
        SELECT format('ARRAY[%s]::bigint[]', string_agg(format('sum(latency_counts[%s])', class), ', ' ORDER BY class))
        FROM generate_series(1, cardinality(latency_bounds()) + 2) AS class);
BEGIN
    RETURN 'WITH '
        || CASE WHEN v_of_calls THEN format('
        figures AS MATERIALIZED (
            SELECT %s AS key, NULL::numeric AS total_jobs, NULL::numeric AS completed_jobs, NULL::numeric AS failed_jobs,
            NULL::numeric AS credits_used, NULL::numeric AS fees_usd, %s, %s AS latency_counts
            FROM call_usage_by_day WHERE %s GROUP BY 1)', v_key, v_sums, v_latencies, v_calls)
        ELSE format('
        used AS (
            SELECT %s AS key, sum(total_jobs) AS total_jobs, sum(completed_jobs) AS completed_jobs,
            sum(failed_jobs) AS failed_jobs, sum(credits_used) AS credits_used, %s
            FROM job_usage_by_day WHERE %s GROUP BY 1
        ), timed AS (
            SELECT %1$s AS key, %4$s AS latency_counts FROM call_usage_by_day WHERE %3$s GROUP BY 1
        )%5$s, figures AS MATERIALIZED (
            SELECT key, coalesce(total_jobs, 0) AS total_jobs, coalesce(completed_jobs, 0) AS completed_jobs,
                coalesce(failed_jobs, 0) AS failed_jobs, coalesce(credits_used, 0) AS credits_used, %6$s AS fees_usd,
                total_calls, successful_calls, failed_calls, prompt_tokens, completion_tokens, provider_cost_usd,
                client_cost_usd, latency_counts
            FROM used FULL JOIN timed USING (key) %7$s)',
            v_key, v_sums, v_jobs, v_latencies,
            CASE WHEN v_with_fees THEN format(', paid AS (
            SELECT %s AS key, sum(fee_usd) AS fees_usd FROM subscription_fees WHERE %s GROUP BY 1
        )', v_key, v_teams) ELSE '' END,
            CASE WHEN v_with_fees THEN 'coalesce(fees_usd, 0)' ELSE 'NULL::numeric' END,
            CASE WHEN v_with_fees THEN 'FULL JOIN paid USING (key)' ELSE '' END) END
        || format(', page AS (
            SELECT figures.*, row_number() OVER (ORDER BY %1$s) AS position FROM figures
            ORDER BY %1$s LIMIT ($1->>''limit'')::bigint OFFSET ($1->>''offset'')::bigint
        )
        SELECT jsonb_build_object(
            ''total_rows'', (SELECT count(*) FROM figures),
            ''totals'', (
                SELECT usage_figures_document(ROW(
                    %2$s, sum(total_calls), sum(successful_calls), sum(failed_calls), sum(prompt_tokens),
                    sum(completion_tokens), sum(provider_cost_usd), sum(client_cost_usd), %3$s)::usage_figures)
                FROM figures),
            ''rows'', (
                SELECT coalesce(jsonb_agg(jsonb_build_object(''key'', %4$s) || usage_figures_document(ROW(
                    total_jobs, completed_jobs, failed_jobs, credits_used, fees_usd, total_calls, successful_calls,
                    failed_calls, prompt_tokens, completion_tokens, provider_cost_usd, client_cost_usd,
                    latency_counts)::usage_figures) ORDER BY position), ''[]'')
                FROM page))',
            CASE WHEN v_group IN ('day', 'month') THEN 'key' ELSE 'total_calls DESC NULLS LAST, key' END,
            CASE WHEN v_of_calls THEN 'NULL, NULL, NULL, NULL, NULL'
                ELSE 'coalesce(sum(total_jobs), 0), coalesce(sum(completed_jobs), 0), coalesce(sum(failed_jobs), 0), '
                    'coalesce(sum(credits_used), 0), ' || CASE WHEN v_with_fees THEN 'coalesce(sum(fees_usd), 0)' ELSE 'NULL' END END,
            v_latencies,
            CASE v_group WHEN 'month' THEN 'to_char(key, ''YYYY-MM'')' ELSE 'key::text' END);
END $$;

-- p_query: {"group_by", "organization_id"?, "team_id"?, "job_type"?, "model"?, "provider"?, "limit", "offset"}; from p_from on
-- and before p_until. Jobs count, with all that they cost, on the day on which they were opened; latencies, and everything
-- where models or providers are asked for, on the day of the call. In the order of time, or with the most calls first.
CREATE FUNCTION usage_report(p_query jsonb, p_from date, p_until date) RETURNS jsonb LANGUAGE plpgsql STABLE AS $$
DECLARE
    v_report jsonb;
BEGIN
    EXECUTE usage_report_query(p_query) INTO v_report USING p_query, p_from, p_until;
    RETURN v_report;
END $$;
