-- What the audit log keeps of an alias.
CREATE FUNCTION audited_model(p_alias model_aliases) RETURNS jsonb LANGUAGE sql STABLE AS $$
    SELECT model_document(p_alias) - ARRAY[
        'teams_using', 'teams_using_count', 'actual_model_name', 'is_active', 'input_price_per_million',
        'output_price_per_million', 'prices_are_catalogues', 'context_window']
$$;
