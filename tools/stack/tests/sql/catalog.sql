-- Everything in the schemas public and $1, one text each. Names are qualified: nothing is on the search path.
WITH spaces AS (
    SELECT oid FROM pg_namespace WHERE nspname IN ('public', $1)
), tables AS (
    SELECT * FROM pg_class WHERE relnamespace IN (SELECT oid FROM spaces) AND relkind IN ('r', 'p', 'v', 'S', 'c')
)
SELECT concat_ws(' | ', 'table', oid::regclass, relkind, relowner::regrole, relacl, reloptions, relpersistence, pg_get_partkeydef(oid),
    pg_get_expr(relpartbound, oid), CASE relkind WHEN 'v' THEN pg_get_viewdef(oid) END, obj_description(oid, 'pg_class'))
FROM tables
UNION ALL
SELECT concat_ws(' | ', 'column', attrelid::regclass, attname, format_type(atttypid, atttypmod), attnotnull, attgenerated,
    attidentity, attstorage, pg_get_expr(adbin, adrelid), col_description(attrelid, attnum))
FROM pg_attribute LEFT JOIN pg_attrdef ON adrelid = attrelid AND adnum = attnum
WHERE attrelid IN (SELECT oid FROM tables) AND attnum > 0 AND NOT attisdropped
UNION ALL
SELECT concat_ws(' | ', 'constraint', conrelid::regclass, contypid::regtype, conname, convalidated, pg_get_constraintdef(oid))
FROM pg_constraint WHERE connamespace IN (SELECT oid FROM spaces)
UNION ALL
SELECT concat_ws(' | ', 'index', pg_get_indexdef(indexrelid), indisvalid)
FROM pg_index WHERE indrelid IN (SELECT oid FROM tables)
UNION ALL
SELECT concat_ws(' | ', 'trigger', pg_get_triggerdef(oid), tgenabled)
FROM pg_trigger WHERE tgrelid IN (SELECT oid FROM tables) AND NOT tgisinternal
UNION ALL
SELECT concat_ws(' | ', 'type', oid::regtype, typtype, typowner::regrole, format_type(typbasetype, typtypmod), typnotnull,
    (SELECT string_agg(enumlabel, ',' ORDER BY enumsortorder) FROM pg_enum WHERE enumtypid = pg_type.oid),
    obj_description(oid, 'pg_type'))
FROM pg_type WHERE typnamespace IN (SELECT oid FROM spaces) AND typtype IN ('d', 'e', 'c')
UNION ALL
SELECT concat_ws(' | ', 'function', pg_get_functiondef(oid), proowner::regrole, proacl, obj_description(oid, 'pg_proc'))
FROM pg_proc WHERE pronamespace IN (SELECT oid FROM spaces)
UNION ALL
SELECT concat_ws(' | ', 'access', nspname, nspowner::regrole, nspacl) FROM pg_namespace WHERE oid IN (SELECT oid FROM spaces)
UNION ALL
SELECT concat_ws(' | ', 'migration', version, encode(checksum, 'hex')) FROM public._sqlx_migrations
