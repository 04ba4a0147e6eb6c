-- What can be called: the catalogue of the providers' models, aliases, and who may use them.

CREATE TYPE provider AS ENUM ('openai', 'anthropic', 'gemini', 'fireworks');
COMMENT ON TYPE provider IS 'The providers that Tollgate has a codec for.';
CREATE TYPE model_status AS ENUM ('active', 'inactive', 'deprecated');
COMMENT ON TYPE model_status IS 'inactive: the alias cannot be called. deprecated: it can, but should no longer be used.';
CREATE TYPE group_status AS ENUM ('active', 'inactive');
COMMENT ON TYPE group_status IS 'inactive: the group gives nobody anything.';

CREATE DOMAIN price AS numeric CHECK (VALUE >= 0 AND VALUE <= 1000000 AND scale(trim_scale(VALUE)) <= 6);
COMMENT ON DOMAIN price IS 'USD per million tokens. At most six decimals, so that what a token costs, and the markup on it, are exact everywhere.';

-- Whether a list of price tiers has the form that model_aliases.pricing_tiers describes.
CREATE FUNCTION are_price_tiers(p_tiers jsonb) RETURNS boolean LANGUAGE plpgsql IMMUTABLE AS $$
DECLARE
    v_tier jsonb;
    v_price record;
BEGIN
    FOR v_tier IN SELECT * FROM jsonb_array_elements(p_tiers) LOOP
        IF (v_tier->>'above_input_tokens')::bigint < 0 OR NOT v_tier ?& '{above_input_tokens,input,output}' THEN
            RETURN false;
        END IF;
        FOR v_price IN SELECT key, value FROM jsonb_each(v_tier) WHERE key <> 'above_input_tokens' LOOP
            IF v_price.key NOT IN ('input', 'output', 'cached_input', 'cache_write_5m', 'cache_write_1h')
                    OR jsonb_typeof(v_price.value) <> 'string' OR (v_price.value#>>'{}') !~ '^[0-9]+([.][0-9]+)?$' THEN
                RETURN false;
            END IF;
            PERFORM (v_price.value#>>'{}')::price;
        END LOOP;
    END LOOP;
    RETURN true;
END $$;
COMMENT ON FUNCTION are_price_tiers(jsonb) IS 'Whether a list of price tiers has the form that model_aliases.pricing_tiers describes.';

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
    prices_until date,
    context_window integer CHECK (context_window > 0),
    max_output_tokens integer CHECK (max_output_tokens > 0),
    refused_parameters text[] NOT NULL DEFAULT '{}',
    source text NOT NULL,
    source_date date NOT NULL,
    PRIMARY KEY (provider, model)
);

COMMENT ON TABLE model_catalogue IS 'What the providers'' models cost and how long their prompts and answers may be: reference data, from which aliases are made. Loaded from catalogue/models.csv.';
COMMENT ON COLUMN model_catalogue.provider IS 'Who serves it.';
COMMENT ON COLUMN model_catalogue.model IS 'The provider''s name for it.';
COMMENT ON COLUMN model_catalogue.display_name IS 'For people.';
COMMENT ON COLUMN model_catalogue.pricing_input IS 'USD per million input tokens.';
COMMENT ON COLUMN model_catalogue.pricing_output IS 'USD per million output tokens.';
COMMENT ON COLUMN model_catalogue.pricing_cached_input IS 'USD per million input tokens read from the provider''s cache; null: the input price.';
COMMENT ON COLUMN model_catalogue.pricing_cache_write_5m IS 'USD per million input tokens cached for five minutes; null: the input price.';
COMMENT ON COLUMN model_catalogue.pricing_cache_write_1h IS 'USD per million input tokens cached for an hour; null: the input price.';
COMMENT ON COLUMN model_catalogue.pricing_tiers IS 'Other prices for long prompts: see model_aliases.pricing_tiers.';
COMMENT ON COLUMN model_catalogue.prices_until IS 'The first day on which other prices hold, if the provider has announced them.';
COMMENT ON COLUMN model_catalogue.context_window IS 'The most tokens of prompt and answer together; null: not known.';
COMMENT ON COLUMN model_catalogue.max_output_tokens IS 'The most tokens of an answer; null: not known.';
COMMENT ON COLUMN model_catalogue.refused_parameters IS 'Request parameters that the model refuses although its provider knows them: {temperature,top_p}.';
COMMENT ON COLUMN model_catalogue.source IS 'Where the prices were read.';
COMMENT ON COLUMN model_catalogue.source_date IS 'The day on which the prices hold.';

CREATE TABLE model_aliases (
    model_alias_id uuid PRIMARY KEY DEFAULT new_uuid(),
    model_alias text NOT NULL UNIQUE CHECK (model_alias ~ '^[A-Za-z0-9._:@-]{1,200}$'),
    display_name text CHECK (length(display_name) <= 200),
    provider provider NOT NULL,
    actual_model text NOT NULL CHECK (length(actual_model) BETWEEN 1 AND 200),
    description text,
    pricing_input price NOT NULL,
    pricing_output price NOT NULL,
    pricing_cached_input price,
    pricing_cache_write_5m price,
    pricing_cache_write_1h price,
    pricing_tiers jsonb NOT NULL DEFAULT '[]' CHECK (are_price_tiers(pricing_tiers)),
    max_output_tokens integer NOT NULL DEFAULT 4096 CHECK (max_output_tokens > 0),
    refused_parameters text[] NOT NULL DEFAULT '{}',
    status model_status NOT NULL DEFAULT 'active',
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now()
);

COMMENT ON TABLE model_aliases IS 'The names by which teams call models, with the model and the prices behind each.';
COMMENT ON COLUMN model_aliases.model_alias_id IS 'Its id.';
COMMENT ON COLUMN model_aliases.model_alias IS 'The name by which teams call it.';
COMMENT ON COLUMN model_aliases.display_name IS 'For people; null: the alias itself.';
COMMENT ON COLUMN model_aliases.provider IS 'Who serves it.';
COMMENT ON COLUMN model_aliases.actual_model IS 'The provider''s name for the model. Teams never see it.';
COMMENT ON COLUMN model_aliases.description IS 'For people.';
COMMENT ON COLUMN model_aliases.pricing_input IS 'USD per million input tokens.';
COMMENT ON COLUMN model_aliases.pricing_output IS 'USD per million output tokens.';
COMMENT ON COLUMN model_aliases.pricing_cached_input IS 'USD per million input tokens read from the provider''s cache; null: the input price.';
COMMENT ON COLUMN model_aliases.pricing_cache_write_5m IS 'USD per million input tokens cached for five minutes; null: the input price.';
COMMENT ON COLUMN model_aliases.pricing_cache_write_1h IS 'USD per million input tokens cached for an hour; null: the input price.';
COMMENT ON COLUMN model_aliases.pricing_tiers IS '[{"above_input_tokens", "input", "output", "cached_input"?, "cache_write_5m"?, "cache_write_1h"?}], prices as decimal text; the highest tier whose threshold the prompt exceeds prices the whole call.';
COMMENT ON COLUMN model_aliases.max_output_tokens IS 'The most tokens of an answer; always sent to the provider.';
COMMENT ON COLUMN model_aliases.refused_parameters IS 'Request parameters that this model refuses although its provider knows them: {temperature,top_p}.';
COMMENT ON COLUMN model_aliases.status IS 'Whether it can be called.';
COMMENT ON COLUMN model_aliases.created_at IS 'When it was made.';
COMMENT ON COLUMN model_aliases.updated_at IS 'When it was last changed.';

CREATE TABLE model_access_groups (
    access_group_id uuid PRIMARY KEY DEFAULT new_uuid(),
    group_name text NOT NULL UNIQUE CHECK (group_name ~ '^[A-Za-z0-9._:@-]{1,200}$'),
    display_name text CHECK (length(display_name) <= 200),
    description text,
    status group_status NOT NULL DEFAULT 'active',
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now()
);

COMMENT ON TABLE model_access_groups IS 'Aliases that are given to teams together.';
COMMENT ON COLUMN model_access_groups.access_group_id IS 'Its id.';
COMMENT ON COLUMN model_access_groups.group_name IS 'By which operators manage it.';
COMMENT ON COLUMN model_access_groups.display_name IS 'For people; null: the name itself.';
COMMENT ON COLUMN model_access_groups.description IS 'For people.';
COMMENT ON COLUMN model_access_groups.status IS 'Whether it gives its aliases to its teams.';
COMMENT ON COLUMN model_access_groups.created_at IS 'When it was made.';
COMMENT ON COLUMN model_access_groups.updated_at IS 'When it was last changed.';

CREATE TABLE model_alias_access_groups (
    model_alias_id uuid NOT NULL REFERENCES model_aliases ON DELETE CASCADE,
    access_group_id uuid NOT NULL REFERENCES model_access_groups ON DELETE CASCADE,
    assigned_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (model_alias_id, access_group_id)
);

CREATE INDEX model_alias_access_groups_by_group ON model_alias_access_groups (access_group_id);

COMMENT ON TABLE model_alias_access_groups IS 'Which aliases are in which access groups.';
COMMENT ON COLUMN model_alias_access_groups.model_alias_id IS 'The alias.';
COMMENT ON COLUMN model_alias_access_groups.access_group_id IS 'The access group.';
COMMENT ON COLUMN model_alias_access_groups.assigned_at IS 'When it was put into it.';

CREATE TABLE team_access_groups (
    team_id external_id NOT NULL REFERENCES team_credits,
    access_group_id uuid NOT NULL REFERENCES model_access_groups ON DELETE CASCADE,
    assigned_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (team_id, access_group_id)
);

CREATE INDEX team_access_groups_by_group ON team_access_groups (access_group_id);

COMMENT ON TABLE team_access_groups IS 'Which teams have which access groups.';
COMMENT ON COLUMN team_access_groups.team_id IS 'The team.';
COMMENT ON COLUMN team_access_groups.access_group_id IS 'The access group.';
COMMENT ON COLUMN team_access_groups.assigned_at IS 'When the team got it.';
