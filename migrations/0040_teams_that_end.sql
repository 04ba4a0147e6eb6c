-- Teams that are removed, what is known of a virtual key, and both as operators see them.

-- A removed team keeps its row and its books: its id is never given away again.
ALTER TABLE team_credits ADD COLUMN deleted_at timestamptz;

ALTER TABLE virtual_keys
    -- At most a minute behind: see touch_key.
    ADD COLUMN last_used_at timestamptz,
    -- The key that took its place. The old one works on until it expires.
    ADD COLUMN replaced_by uuid REFERENCES virtual_keys (key_id),
    -- The request that made it: {"key", "request_hash"}, if that had an Idempotency-Key.
    ADD COLUMN idempotency jsonb;

CREATE INDEX open_jobs_by_team ON jobs (team_id) WHERE status IN ('pending', 'in_progress');

-- The team a live virtual key belongs to; a null row for an unknown, expired or revoked key.
CREATE OR REPLACE FUNCTION team_of_key(p_key_hash bytea) RETURNS team_credits LANGUAGE sql STABLE AS $$
    SELECT team.* FROM virtual_keys AS key JOIN team_credits AS team USING (team_id)
    WHERE key.key_hash = p_key_hash AND key.revoked_at IS NULL AND (key.expires_at IS NULL OR key.expires_at > now())
        AND team.deleted_at IS NULL
$$;

-- A team with its lock taken; a null row for one that is not there or was removed.
CREATE FUNCTION lock_team(p_team_id text) RETURNS team_credits LANGUAGE sql AS $$
    SELECT team.* FROM team_credits AS team WHERE team_id = p_team_id AND deleted_at IS NULL FOR NO KEY UPDATE
$$;

-- Notes that a key is in use, at most once a minute. It never waits: a key that somebody else is writing is left alone.
-- To be called under the team's lock, or as the last thing of a statement that takes none.
CREATE FUNCTION touch_key(p_key_hash bytea) RETURNS void LANGUAGE sql AS $$
    UPDATE virtual_keys SET last_used_at = now() WHERE key_hash = (
        SELECT key_hash FROM virtual_keys
        WHERE key_hash = p_key_hash AND (last_used_at IS NULL OR last_used_at < now() - interval '1 minute')
        FOR NO KEY UPDATE SKIP LOCKED)
$$;

CREATE FUNCTION is_live(p_key virtual_keys) RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT p_key.revoked_at IS NULL AND (p_key.expires_at IS NULL OR p_key.expires_at > now())
$$;

-- What may be known of a key once it has been shown.
CREATE FUNCTION key_document(p_key virtual_keys) RETURNS jsonb LANGUAGE sql STABLE AS $$
    SELECT jsonb_build_object(
        'key_id', p_key.key_id, 'team_id', p_key.team_id, 'name', p_key.name, 'key_hint', p_key.key_hint,
        'status', CASE
            WHEN p_key.revoked_at IS NOT NULL THEN 'revoked'
            WHEN NOT is_live(p_key) THEN 'expired'
            WHEN p_key.replaced_by IS NOT NULL THEN 'replaced'
            ELSE 'active' END,
        'created_at', rfc3339(p_key.created_at), 'expires_at', rfc3339(p_key.expires_at),
        'revoked_at', rfc3339(p_key.revoked_at), 'last_used_at', rfc3339(p_key.last_used_at),
        'replaced_by', p_key.replaced_by)
$$;

-- p_key: {"key_id", "key_hash" (hex), "key_hint", "name"?, "expires_at"?}
CREATE FUNCTION insert_key(p_team_id text, p_key jsonb, p_idempotency jsonb DEFAULT NULL)
RETURNS virtual_keys LANGUAGE sql AS $$
    INSERT INTO virtual_keys (key_hash, key_id, team_id, key_hint, name, expires_at, idempotency)
    VALUES (decode(p_key->>'key_hash', 'hex'), (p_key->>'key_id')::uuid, p_team_id, p_key->>'key_hint', p_key->>'name',
            (p_key->>'expires_at')::timestamptz, p_idempotency)
    RETURNING *
$$;

-- A team as operators see it, and, without what is theirs alone, as it sees itself.
CREATE FUNCTION team_document(p_team team_credits, p_for_operators boolean) RETURNS jsonb LANGUAGE sql STABLE AS $$
    SELECT jsonb_build_object(
        'team_id', p_team.team_id, 'organization_id', p_team.organization_id, 'team_alias', p_team.team_alias,
        'status', CASE WHEN p_team.deleted_at IS NULL THEN p_team.status::text ELSE 'deleted' END,
        'credits_allocated', p_team.credits_allocated, 'credits_used', p_team.credits_used,
        'credits_remaining', p_team.credits_remaining, 'credits_held', p_team.credits_held,
        'credits_available', p_team.credits_available,
        'budget_mode', p_team.budget_mode, 'credits_per_dollar', p_team.credits_per_dollar,
        'tokens_per_credit', p_team.tokens_per_credit, 'refund_failed_jobs', p_team.refund_failed_jobs,
        'rpm_limit', p_team.rpm_limit, 'tpm_limit', p_team.tpm_limit,
        'access_groups', (SELECT coalesce(jsonb_agg(group_name ORDER BY group_name), '[]')
            FROM team_access_groups JOIN model_access_groups USING (access_group_id) WHERE team_id = p_team.team_id),
        'model_groups', (SELECT coalesce(jsonb_agg(group_name ORDER BY group_name), '[]')
            FROM team_model_groups JOIN model_groups USING (model_group_id) WHERE team_id = p_team.team_id),
        'virtual_key', (SELECT key_hint FROM virtual_keys AS key
            WHERE team_id = p_team.team_id AND is_live(key) AND replaced_by IS NULL ORDER BY created_at DESC, key_id DESC LIMIT 1),
        'created_at', rfc3339(p_team.created_at), 'updated_at', rfc3339(p_team.updated_at),
        'deleted_at', rfc3339(p_team.deleted_at))
    || CASE WHEN p_for_operators
        THEN jsonb_build_object('cost_markup_percentage', p_team.cost_markup_percentage, 'metadata', p_team.metadata)
        ELSE '{}' END
$$;

-- The aliases that a team may call by their own names.
CREATE FUNCTION allowed_model_aliases(p_team_id text) RETURNS jsonb LANGUAGE sql STABLE AS $$
    SELECT coalesce(jsonb_agg(DISTINCT alias.model_alias), '[]')
    FROM team_access_groups AS assigned
    JOIN model_access_groups AS access USING (access_group_id)
    JOIN model_alias_access_groups AS member USING (access_group_id)
    JOIN model_aliases AS alias USING (model_alias_id)
    WHERE assigned.team_id = p_team_id AND access.status = 'active' AND alias.status <> 'inactive'
$$;

-- One team in full.
CREATE FUNCTION team_detail(p_team_id text, p_for_operators boolean) RETURNS jsonb LANGUAGE sql STABLE AS $$
    SELECT team_document(team, p_for_operators) || jsonb_build_object(
        'credits', balance_of(team, p_for_operators), 'allowed_model_aliases', allowed_model_aliases(team_id))
    FROM team_credits AS team WHERE team_id = p_team_id
$$;

-- The first of these access groups that is not there, as a refusal, or null. Those that are there stay there until the
-- statement ends.
CREATE FUNCTION access_group_refusal(p_names jsonb) RETURNS jsonb LANGUAGE plpgsql AS $$
BEGIN
    PERFORM FROM model_access_groups WHERE p_names ? group_name ORDER BY group_name FOR KEY SHARE;
    RETURN (SELECT refusal('access_group_not_found', jsonb_build_object('group_name', name))
            FROM jsonb_array_elements_text(p_names) WITH ORDINALITY AS asked(name, position)
            WHERE NOT EXISTS (SELECT FROM model_access_groups WHERE group_name = name)
            ORDER BY position LIMIT 1);
END $$;

-- Gives a team exactly these access groups.
CREATE FUNCTION assign_access_groups(p_team_id text, p_names jsonb) RETURNS void LANGUAGE sql AS $$
    DELETE FROM team_access_groups AS assigned USING model_access_groups AS access
        WHERE assigned.team_id = p_team_id AND access.access_group_id = assigned.access_group_id
            AND NOT p_names ? access.group_name;
    INSERT INTO team_access_groups (team_id, access_group_id)
        SELECT p_team_id, access_group_id FROM model_access_groups WHERE p_names ? group_name
        ON CONFLICT DO NOTHING;
$$;

-- Makes a team with its first key. Raises unique_violation if the id is taken. p_team: {"team_id", "organization_id",
-- "team_alias"?, "metadata", "budget_mode", "credits_per_dollar", "tokens_per_credit", "cost_markup_percentage",
-- "refund_failed_jobs", "rpm_limit"?, "tpm_limit"?, "access_groups", "credits_allocated"}
CREATE FUNCTION insert_team(p_team jsonb, p_key jsonb) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO team_credits (team_id, organization_id, team_alias, metadata, budget_mode, credits_per_dollar,
                              tokens_per_credit, cost_markup_percentage, refund_failed_jobs, rpm_limit, tpm_limit)
        VALUES (p_team->>'team_id', p_team->>'organization_id', p_team->>'team_alias', p_team->'metadata',
                (p_team->>'budget_mode')::budget_mode, (p_team->>'credits_per_dollar')::numeric,
                (p_team->>'tokens_per_credit')::bigint, (p_team->>'cost_markup_percentage')::numeric,
                (p_team->>'refund_failed_jobs')::boolean, (p_team->>'rpm_limit')::bigint, (p_team->>'tpm_limit')::bigint);
    PERFORM assign_access_groups(p_team->>'team_id', p_team->'access_groups');
    PERFORM insert_key(p_team->>'team_id', p_key);
    IF (p_team->>'credits_allocated')::bigint > 0 THEN
        PERFORM grant_credits(p_team->>'team_id', (p_team->>'credits_allocated')::bigint, 'allocation', 'Initial credits');
    END IF;
END $$;

-- Up to ten of the jobs that keep a team from being removed, in words. The caller has the team's lock.
CREATE FUNCTION open_jobs_of(p_team_id text) RETURNS text[] LANGUAGE plpgsql AS $$
BEGIN
    PERFORM expire_overdue(p_team_id);
    RETURN ARRAY(SELECT format('job %s', job_id) FROM jobs
                 WHERE team_id = p_team_id AND status IN ('pending', 'in_progress') ORDER BY created_at LIMIT 10);
END $$;

-- Removes a team: its keys stop working, it is refilled and pays fees no more, its books stay. The caller has the team's lock.
CREATE FUNCTION end_team(p_team_id text) RETURNS void LANGUAGE sql AS $$
    SELECT end_plan(plan_id) FROM pricing_plans WHERE team_id = p_team_id AND valid_until IS NULL;
    UPDATE team_credits SET deleted_at = now(), status = 'suspended', auto_refill = false, updated_at = now()
        WHERE team_id = p_team_id;
    UPDATE virtual_keys SET revoked_at = now() WHERE team_id = p_team_id AND revoked_at IS NULL;
    DELETE FROM team_access_groups WHERE team_id = p_team_id;
    DELETE FROM team_model_groups WHERE team_id = p_team_id;
$$;

-- What differs between two documents: {"before", "after"}, for the audit log; null if nothing does.
CREATE FUNCTION differences(p_before jsonb, p_after jsonb) RETURNS jsonb LANGUAGE sql IMMUTABLE AS $$
    SELECT CASE WHEN count(*) > 0
        THEN jsonb_build_object('before', jsonb_object_agg(key, p_before->key), 'after', jsonb_object_agg(key, p_after->key)) END
    FROM jsonb_object_keys(p_before || p_after) AS key
    WHERE key <> 'updated_at' AND p_before->key IS DISTINCT FROM p_after->key
$$;

-- One page of a list: {"ids", "next", "total"}. p_entries is a query for (id text, key text) of all that is in the list, with
-- p_query as $1; the list is in the order of key, then id. p_query: {"limit", "descending", "after": {"key", "id"}?}; "next"
-- is the "after" of the next page, null on the last.
CREATE FUNCTION page_of(p_entries text, p_query jsonb) RETURNS jsonb LANGUAGE plpgsql STABLE AS $$
DECLARE
    v_direction text := CASE WHEN (p_query->>'descending')::boolean THEN 'DESC' ELSE 'ASC' END;
    v_page jsonb;
BEGIN
    EXECUTE format(
        'WITH entry AS MATERIALIZED (SELECT id COLLATE "C" AS id, key COLLATE "C" AS key FROM (%1$s) AS listed),
              page AS (SELECT id, key, row_number() OVER (ORDER BY key %2$s, id %2$s) AS position FROM entry
                       WHERE $1->''after''->>''id'' IS NULL OR (key, id) %3$s ($1->''after''->>''key'', $1->''after''->>''id'')
                       ORDER BY key %2$s, id %2$s LIMIT ($1->>''limit'')::bigint + 1)
         SELECT jsonb_build_object(
             ''ids'', coalesce(jsonb_agg(id ORDER BY position) FILTER (WHERE position <= ($1->>''limit'')::bigint), ''[]''),
             ''next'', CASE WHEN count(*) > ($1->>''limit'')::bigint
                 THEN jsonb_agg(jsonb_build_object(''key'', key, ''id'', id) ORDER BY position)->(($1->>''limit'')::int - 1) END,
             ''total'', (SELECT count(*) FROM entry))
         FROM page',
        p_entries, v_direction, CASE v_direction WHEN 'DESC' THEN '<' ELSE '>' END)
        INTO v_page USING p_query;
    RETURN v_page;
END $$;

-- One page of teams. p_query: that of page_of with "sort", and "search", "organization_id" and "status" where asked for.
-- Removed teams are in it only where their status is asked for.
CREATE FUNCTION team_page(p_query jsonb) RETURNS jsonb LANGUAGE plpgsql STABLE AS $$
DECLARE
    v_page jsonb := page_of(
        'SELECT team_id::text AS id, ' || CASE p_query->>'sort'
            WHEN 'created_at' THEN 'to_char(created_at AT TIME ZONE ''UTC'', ''YYYYMMDDHH24MISSUS'')'
            WHEN 'team_alias' THEN 'lower(coalesce(team_alias, team_id))'
            WHEN 'credits_remaining' THEN 'to_char(credits_remaining, ''FM0000000000000000000'')'
            ELSE 'team_id::text' END || ' AS key
         FROM team_credits
         WHERE ($1->>''organization_id'' IS NULL OR organization_id = $1->>''organization_id'')
             AND CASE WHEN $1->>''status'' = ''deleted'' THEN deleted_at IS NOT NULL
                 ELSE deleted_at IS NULL AND ($1->>''status'' IS NULL OR status::text = $1->>''status'') END
             AND ($1->>''search'' IS NULL OR strpos(lower(concat_ws('' '', team_id, team_alias)), lower($1->>''search'')) > 0)',
        p_query);
BEGIN
    RETURN v_page - 'ids' || jsonb_build_object('items', (
        SELECT coalesce(jsonb_agg(team_document(team, true) ORDER BY position), '[]')
        FROM jsonb_array_elements_text(v_page->'ids') WITH ORDINALITY AS listed(id, position)
        JOIN team_credits AS team ON team.team_id = listed.id));
END $$;
