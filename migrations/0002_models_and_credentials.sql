-- What can be called: aliases, who may use them, and the sealed keys they are called with.

CREATE TYPE provider AS ENUM ('openai', 'anthropic', 'gemini', 'fireworks');
CREATE TYPE model_status AS ENUM ('active', 'inactive', 'deprecated');
CREATE TYPE group_status AS ENUM ('active', 'inactive');

-- USD per million tokens. Six decimals, so that what a token costs, and the markup on it, are exact everywhere.
CREATE DOMAIN price AS numeric CHECK (VALUE >= 0 AND VALUE <= 1000000 AND scale(trim_scale(VALUE)) <= 6);

-- Whether a list of price tiers has the form that model_aliases describes.
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

-- A model alias. Prices are USD per million tokens; an absent cache price means the input price.
-- pricing_tiers: [{"above_input_tokens", "input", "output", "cached_input"?, "cache_write_5m"?, "cache_write_1h"?}],
-- prices as decimal text; the highest tier whose threshold the prompt exceeds prices the whole call.
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
    -- Request parameters that this model refuses although its provider knows them: {temperature,top_p}.
    refused_parameters text[] NOT NULL DEFAULT '{}',
    status model_status NOT NULL DEFAULT 'active',
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE model_access_groups (
    access_group_id uuid PRIMARY KEY DEFAULT new_uuid(),
    group_name text NOT NULL UNIQUE CHECK (group_name ~ '^[A-Za-z0-9._:@-]{1,200}$'),
    display_name text CHECK (length(display_name) <= 200),
    description text,
    status group_status NOT NULL DEFAULT 'active',
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE model_alias_access_groups (
    model_alias_id uuid NOT NULL REFERENCES model_aliases ON DELETE CASCADE,
    access_group_id uuid NOT NULL REFERENCES model_access_groups ON DELETE CASCADE,
    assigned_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (model_alias_id, access_group_id)
);

CREATE TABLE team_access_groups (
    team_id external_id NOT NULL REFERENCES team_credits,
    access_group_id uuid NOT NULL REFERENCES model_access_groups ON DELETE CASCADE,
    assigned_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (team_id, access_group_id)
);

-- A model group: aliases in order of preference. A team it is assigned to may call it by its name and needs no
-- access group for its members.
CREATE TABLE model_groups (
    model_group_id uuid PRIMARY KEY DEFAULT new_uuid(),
    group_name text NOT NULL UNIQUE CHECK (group_name ~ '^[A-Za-z0-9._:@-]{1,100}$'),
    display_name text CHECK (length(display_name) <= 200),
    description text,
    status group_status NOT NULL DEFAULT 'active',
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE model_group_models (
    id uuid PRIMARY KEY DEFAULT new_uuid(),
    model_group_id uuid NOT NULL REFERENCES model_groups ON DELETE CASCADE,
    model_name text NOT NULL CHECK (length(model_name) BETWEEN 1 AND 200),
    priority integer NOT NULL DEFAULT 0,
    is_active boolean NOT NULL DEFAULT true,
    created_at timestamptz NOT NULL DEFAULT now()
);

CREATE INDEX model_group_models_by_priority ON model_group_models (model_group_id, priority) WHERE is_active;

CREATE TABLE team_model_groups (
    team_id external_id NOT NULL REFERENCES team_credits,
    model_group_id uuid NOT NULL REFERENCES model_groups ON DELETE CASCADE,
    assigned_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (team_id, model_group_id)
);

-- An organization's own provider keys. sealed_key opens only in this very row: organization, provider and
-- credential id are bound into the ciphertext.
CREATE TABLE provider_credentials (
    credential_id uuid PRIMARY KEY DEFAULT new_uuid(),
    organization_id external_id NOT NULL REFERENCES organizations,
    provider provider NOT NULL,
    credential_name text NOT NULL CHECK (length(credential_name) BETWEEN 1 AND 200),
    sealed_key text NOT NULL CHECK (sealed_key LIKE 'v1.%.%.%'),
    key_hint text,
    api_base text CHECK (length(api_base) <= 500),
    priority integer NOT NULL DEFAULT 0,
    is_active boolean NOT NULL DEFAULT true,
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now()
);

CREATE INDEX provider_credentials_in_use
    ON provider_credentials (organization_id, provider, priority, credential_id) WHERE is_active;
