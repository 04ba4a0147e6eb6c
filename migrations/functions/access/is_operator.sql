-- Whether the principal is an operator or the admin key, and not a team.
CREATE FUNCTION is_operator(p_principal jsonb) RETURNS boolean LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT p_principal->>'kind' <> 'virtual_key'
$$;
