-- The actions of the audit log have one form, `created_model`: the functions of models and groups said `model.create`.
DO $$
DECLARE
    v_definition text;
BEGIN
    FOR v_definition IN
        SELECT pg_get_functiondef(to_regproc(verb || '_' || resource))
        FROM unnest('{create,update,delete}'::text[]) AS verb, unnest('{model,access_group,model_group}'::text[]) AS resource
    LOOP
        EXECUTE regexp_replace(v_definition, '''(\w+)\.(create|update|delete)''', '''\2d_\1''');
    END LOOP;
END $$;
