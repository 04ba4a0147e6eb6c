-- What the providers' models cost and how long their prompts and answers may be: reference data, from which aliases are
-- made. It is loaded from catalogue/models.csv. Prices and tiers as in model_aliases.
CREATE TABLE model_catalogue (
    provider provider NOT NULL,
    model text NOT NULL CHECK (length(model) BETWEEN 1 AND 200),
    display_name text NOT NULL CHECK (length(display_name) BETWEEN 1 AND 200),
    pricing_input numeric NOT NULL CHECK (pricing_input >= 0),
    pricing_output numeric NOT NULL CHECK (pricing_output >= 0),
    pricing_cached_input numeric CHECK (pricing_cached_input >= 0),
    pricing_cache_write_5m numeric CHECK (pricing_cache_write_5m >= 0),
    pricing_cache_write_1h numeric CHECK (pricing_cache_write_1h >= 0),
    pricing_tiers jsonb NOT NULL DEFAULT '[]' CHECK (jsonb_typeof(pricing_tiers) = 'array'),
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
