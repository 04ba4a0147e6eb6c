SELECT jsonb_build_object('outcome', 'granted', 'value', ARRAY(
    SELECT number FROM unnest($1::text[]) AS number
    WHERE number::bigint NOT IN (SELECT version FROM _sqlx_migrations WHERE success)))::text
