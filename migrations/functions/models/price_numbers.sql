-- Prices of decimal text, as numbers.
CREATE FUNCTION price_numbers(p_prices jsonb) RETURNS jsonb LANGUAGE sql IMMUTABLE AS $$
    SELECT jsonb_object_agg(key, trim_scale((value#>>'{}')::numeric)) FROM jsonb_each(p_prices)
$$;
