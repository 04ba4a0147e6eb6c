-- How a call finds its way to a provider: model groups with their order of preference, and the organizations' provider keys.

CREATE TABLE model_groups (
    model_group_id uuid PRIMARY KEY DEFAULT new_uuid(),
    group_name text NOT NULL UNIQUE CHECK (group_name ~ '^[A-Za-z0-9._:@-]{1,100}$'),
    display_name text CHECK (length(display_name) <= 200),
    description text,
    status group_status NOT NULL DEFAULT 'active',
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now()
);

COMMENT ON TABLE model_groups IS 'Models in order of preference, called by one name. A team that has the group may call it and needs no access group for its members.';
COMMENT ON COLUMN model_groups.model_group_id IS 'Its id.';
COMMENT ON COLUMN model_groups.group_name IS 'The name by which teams call it.';
COMMENT ON COLUMN model_groups.display_name IS 'For people; null: the name itself.';
COMMENT ON COLUMN model_groups.description IS 'For people.';
COMMENT ON COLUMN model_groups.status IS 'Whether it can be called.';
COMMENT ON COLUMN model_groups.created_at IS 'When it was made.';
COMMENT ON COLUMN model_groups.updated_at IS 'When it was last changed.';

CREATE TABLE model_group_models (
    id uuid PRIMARY KEY DEFAULT new_uuid(),
    model_group_id uuid NOT NULL REFERENCES model_groups ON DELETE CASCADE,
    model_name text NOT NULL CHECK (length(model_name) BETWEEN 1 AND 200),
    priority integer NOT NULL DEFAULT 0,
    is_active boolean NOT NULL DEFAULT true,
    created_at timestamptz NOT NULL DEFAULT now()
);

CREATE INDEX model_group_models_by_name ON model_group_models (model_name);
CREATE INDEX model_group_models_by_priority ON model_group_models (model_group_id, priority) WHERE is_active;

COMMENT ON TABLE model_group_models IS 'The members of model groups.';
COMMENT ON COLUMN model_group_models.id IS 'Its id.';
COMMENT ON COLUMN model_group_models.model_group_id IS 'The group.';
COMMENT ON COLUMN model_group_models.model_name IS 'An alias, or else a model of the catalogue.';
COMMENT ON COLUMN model_group_models.priority IS 'Members with lower numbers are tried first; of one priority, the older first.';
COMMENT ON COLUMN model_group_models.is_active IS 'Whether it is tried.';
COMMENT ON COLUMN model_group_models.created_at IS 'When it was put into the group.';

CREATE TABLE team_model_groups (
    team_id external_id NOT NULL REFERENCES team_credits,
    model_group_id uuid NOT NULL REFERENCES model_groups ON DELETE CASCADE,
    assigned_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (team_id, model_group_id)
);

CREATE INDEX team_model_groups_by_group ON team_model_groups (model_group_id);

COMMENT ON TABLE team_model_groups IS 'Which teams have which model groups.';
COMMENT ON COLUMN team_model_groups.team_id IS 'The team.';
COMMENT ON COLUMN team_model_groups.model_group_id IS 'The model group.';
COMMENT ON COLUMN team_model_groups.assigned_at IS 'When the team got it.';

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

COMMENT ON TABLE provider_credentials IS 'The organizations'' own provider keys.';
COMMENT ON COLUMN provider_credentials.credential_id IS 'Its id, bound into the sealed key.';
COMMENT ON COLUMN provider_credentials.organization_id IS 'The organization it belongs to, bound into the sealed key.';
COMMENT ON COLUMN provider_credentials.provider IS 'The provider it is for, bound into the sealed key.';
COMMENT ON COLUMN provider_credentials.credential_name IS 'For people.';
COMMENT ON COLUMN provider_credentials.sealed_key IS 'The provider key, encrypted: v1.<id of the sealing key>.<nonce>.<ciphertext>. It opens only in this very row.';
COMMENT ON COLUMN provider_credentials.key_hint IS 'Its beginning and end, by which operators recognize it.';
COMMENT ON COLUMN provider_credentials.api_base IS 'Another address than the provider''s own; null: the provider''s own.';
COMMENT ON COLUMN provider_credentials.priority IS 'Keys with lower numbers are tried first.';
COMMENT ON COLUMN provider_credentials.is_active IS 'Whether calls use it.';
COMMENT ON COLUMN provider_credentials.created_at IS 'When it was stored.';
COMMENT ON COLUMN provider_credentials.updated_at IS 'When it was last changed.';
