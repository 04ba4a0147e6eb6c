-- Where a member of a model group stands among those of its priority, the lowest first; equal ones stand in the order of the
-- list. weight: each call draws the order, with p_call_id as the source of chance: a number that is exponentially distributed
-- with the weight as its rate is the smallest of all with a probability in proportion to that weight (Efraimidis and Spirakis,
-- 2006). Without a call, the heaviest is first. least_latency: see latency_of_member.
CREATE FUNCTION place_of_member(
    p_balancing group_balancing, p_member model_group_models, p_alias model_aliases, p_organization_id text, p_call_id uuid
) RETURNS double precision LANGUAGE plpgsql STABLE AS $$
BEGIN
    IF p_balancing = 'weight' AND p_call_id IS NULL THEN
        RETURN -p_member.weight;
    ELSIF p_balancing = 'weight' THEN
        -- A hash has 63 bits here; the 1 keeps it from being 0, which has no logarithm.
        RETURN -ln(((hashtextextended(p_call_id::text || p_member.id::text, 0) & 9223372036854775807)::double precision + 1)
            / 9223372036854775808.0) / p_member.weight;
    ELSIF p_balancing = 'least_latency' THEN
        RETURN coalesce(
            latency_of_member(p_organization_id, p_alias.provider, p_alias.actual_model)::double precision, 'Infinity');
    END IF;
    RETURN 0;
END $$;
