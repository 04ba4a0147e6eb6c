SELECT coalesce(
    operator_refusal($1::text::jsonb),
    (SELECT granted(model_of(alias)) FROM model_aliases AS alias WHERE model_alias = $2),
    refusal('model_not_found')
)::text
