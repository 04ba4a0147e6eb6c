-- What can be called: aliases, who may use them, and the sealed keys they are called with.

CREATE TYPE provider AS ENUM ('openai', 'anthropic', 'gemini', 'fireworks');
CREATE TYPE model_status AS ENUM ('active', 'inactive', 'deprecated');
CREATE TYPE group_status AS ENUM ('active', 'inactive');

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
    pricing_input numeric NOT NULL CHECK (pricing_input >= 0),
    pricing_output numeric NOT NULL CHECK (pricing_output >= 0),
    pricing_cached_input numeric CHECK (pricing_cached_input >= 0),
    pricing_cache_write_5m numeric CHECK (pricing_cache_write_5m >= 0),
    pricing_cache_write_1h numeric CHECK (pricing_cache_write_1h >= 0),
    pricing_tiers jsonb NOT NULL DEFAULT '[]' CHECK (jsonb_typeof(pricing_tiers) = 'array'),
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
