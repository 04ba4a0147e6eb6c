-- The team whose webhooks a principal asks for where it names none: a key's own; null, all, for operators.
CREATE FUNCTION team_of_principal(p_principal jsonb, p_team_id text) RETURNS text LANGUAGE sql STABLE AS $$
    SELECT CASE WHEN p_team_id IS NOT NULL OR is_operator(p_principal) THEN p_team_id
        ELSE (team_of_key(decode(p_principal->>'key_hash', 'hex'))).team_id END
$$;
