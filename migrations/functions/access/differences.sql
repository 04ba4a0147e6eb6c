-- The members in which two documents differ: {"before", "after"}, for the audit log; null if they are equal.
CREATE FUNCTION differences(p_before jsonb, p_after jsonb) RETURNS jsonb LANGUAGE sql IMMUTABLE AS $$
    SELECT CASE WHEN count(*) > 0
        THEN jsonb_build_object('before', jsonb_object_agg(key, p_before->key), 'after', jsonb_object_agg(key, p_after->key)) END
    FROM jsonb_object_keys(p_before || p_after) AS key
    WHERE key <> 'updated_at' AND p_before->key IS DISTINCT FROM p_after->key
$$;
