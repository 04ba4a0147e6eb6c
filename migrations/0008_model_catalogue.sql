-- What the providers' models cost and how long their prompts and answers may be: reference data, from which aliases are
-- made. It is loaded from catalogue/models.csv. Prices and tiers as in model_aliases.
CREATE TABLE model_catalogue (
    provider provider NOT NULL,
    model text NOT NULL CHECK (length(model) BETWEEN 1 AND 200),
    display_name text NOT NULL CHECK (length(display_name) BETWEEN 1 AND 200),
    pricing_input price NOT NULL,
    pricing_output price NOT NULL,
    pricing_cached_input price,
    pricing_cache_write_5m price,
    pricing_cache_write_1h price,
    pricing_tiers jsonb NOT NULL DEFAULT '[]' CHECK (are_price_tiers(pricing_tiers)),
    -- The first day on which other prices hold, if the provider has announced them.
    prices_until date,
    context_window integer CHECK (context_window > 0),
    max_output_tokens integer CHECK (max_output_tokens > 0),
    refused_parameters text[] NOT NULL DEFAULT '{}',
    source text NOT NULL,
    -- The day on which the prices hold.
    source_date date NOT NULL,
    PRIMARY KEY (provider, model)
);
