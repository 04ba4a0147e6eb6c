-- Gives {OWNER} what the owner of _sqlx_migrations has in this schema and in those of the functions. Indexes,
-- and sequences of columns, change their owner with their table; objects of extensions are left as they are.
DO $$
DECLARE
    v_previous oid := (SELECT relowner FROM pg_class WHERE oid = to_regclass('_sqlx_migrations'));
    v_command text;
BEGIN
    FOR v_command IN
        WITH spaces AS (
            SELECT oid, nspname, nspowner FROM pg_namespace
            WHERE nspname = current_schema() OR nspname ~ '^tollgate_[0-9a-f]{12}$'
        ), commands AS (
            SELECT 1 AS place, 'pg_namespace'::regclass AS catalog, oid, format('SCHEMA %I', nspname) AS thing, nspowner AS owner
            FROM spaces WHERE nspname <> current_schema()
            UNION ALL
            SELECT 2, 'pg_class'::regclass, oid, format('%s %s', CASE relkind WHEN 'v' THEN 'VIEW' ELSE 'TABLE' END, oid::regclass), relowner
            FROM pg_class WHERE relnamespace IN (SELECT oid FROM spaces) AND relkind IN ('r', 'p', 'v')
            UNION ALL
            SELECT 3, 'pg_type'::regclass, pg_type.oid,
                format('%s %s', CASE typtype WHEN 'd' THEN 'DOMAIN' ELSE 'TYPE' END, pg_type.oid::regtype), typowner
            FROM pg_type LEFT JOIN pg_class ON pg_class.oid = typrelid
            WHERE typnamespace IN (SELECT oid FROM spaces) AND (typtype IN ('d', 'e') OR relkind = 'c')
            UNION ALL
            SELECT 4, 'pg_proc'::regclass, oid, format('FUNCTION %s', oid::regprocedure), proowner
            FROM pg_proc WHERE pronamespace IN (SELECT oid FROM spaces)
        )
        SELECT format('ALTER %s OWNER TO {OWNER}', thing) FROM commands
        WHERE owner = v_previous AND NOT EXISTS (
            SELECT FROM pg_depend WHERE classid = catalog AND objid = commands.oid AND deptype = 'e')
        ORDER BY place, thing
    LOOP
        EXECUTE v_command;
    END LOOP;
END $$
