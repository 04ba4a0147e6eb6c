-- Whether parameters that a model does not take are left out of a request.

ALTER TABLE model_aliases ADD COLUMN drop_unsupported boolean;
ALTER TABLE team_credits ADD COLUMN drop_unsupported boolean NOT NULL DEFAULT false;

COMMENT ON COLUMN model_aliases.drop_unsupported IS 'Whether parameters that the model does not take are left out of a request that does not say so itself, rather than the request refused; null: as the team says.';
COMMENT ON COLUMN team_credits.drop_unsupported IS 'Whether parameters that a model does not take are left out of a request, rather than the request refused, where neither the request nor the alias says so.';
