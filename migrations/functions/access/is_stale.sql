-- Whether the principal sent a precondition, the updated_at that a form was loaded with, and this is not it any more. It has
-- milliseconds, as answers have.
CREATE FUNCTION is_stale(p_principal jsonb, p_updated_at timestamptz) RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT coalesce(date_trunc('milliseconds', p_updated_at) <> (p_principal->>'unchanged_since')::timestamptz, false)
$$;
