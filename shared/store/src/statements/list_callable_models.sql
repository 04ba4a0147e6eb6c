SELECT functions.list_callable_models(p_key_hash => $1, p_name => $2)::text
