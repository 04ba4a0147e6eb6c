-- Which versions of the functions are in the database.

CREATE TABLE installed_functions (
    schema_name text PRIMARY KEY,
    installed_at timestamptz NOT NULL DEFAULT now()
);

COMMENT ON TABLE installed_functions IS 'The versions of the functions of migrations/functions that are installed, each in a schema of its own.';
COMMENT ON COLUMN installed_functions.schema_name IS 'Its schema, named for the hash of the files.';
COMMENT ON COLUMN installed_functions.installed_at IS 'When a build with this version was last rolled out. The newest one is in force.';
