-- $1: the numbers of the schema migrations, $2: the schema of the functions that this build names in its statements.
SELECT jsonb_build_object('outcome', 'granted', 'value', jsonb_build_object(
    'missing_migrations', to_jsonb(ARRAY(
        SELECT number FROM unnest($1::text[]) AS number
        WHERE number::bigint NOT IN (SELECT version FROM _sqlx_migrations WHERE success)
        UNION ALL
        SELECT $2::text WHERE to_regnamespace($2) IS NULL)),
    'may_write_ledger', has_table_privilege(to_regclass('credit_transactions'), 'INSERT, UPDATE, DELETE, TRUNCATE')))::text
