-- The catalogue's entry for an alias's model; a null row if it has none.
CREATE FUNCTION catalogue_entry(p_provider provider, p_model text) RETURNS model_catalogue LANGUAGE sql STABLE AS $$
    SELECT entry.* FROM model_catalogue AS entry WHERE provider = p_provider AND model = p_model
$$;
