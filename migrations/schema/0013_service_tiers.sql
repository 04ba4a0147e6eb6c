-- Service tiers: providers serve calls faster or slower, at other prices, and say so in their answers.

CREATE TYPE service_tier AS ENUM ('standard', 'flex', 'priority', 'batch', 'other');
COMMENT ON TYPE service_tier IS 'How fast, and at which prices, a provider served a call. other: a tier that Tollgate does not know, or that is not paid for by the token.';

-- Whether the prices of service tiers have the form that model_aliases.pricing_service_tiers describes.
CREATE FUNCTION are_service_tier_prices(p_tiers jsonb) RETURNS boolean LANGUAGE plpgsql IMMUTABLE AS $$
DECLARE
    v_tier record;
BEGIN
    IF jsonb_typeof(p_tiers) <> 'object' THEN
        RETURN false;
    END IF;
    FOR v_tier IN SELECT key, value FROM jsonb_each(p_tiers) LOOP
        IF v_tier.key NOT IN ('flex', 'priority', 'batch') OR jsonb_typeof(v_tier.value) <> 'object'
                OR NOT are_price_tiers(jsonb_build_array(v_tier.value - 'tiers' || '{"above_input_tokens": 0}'))
                OR NOT are_price_tiers(coalesce(v_tier.value->'tiers', '[]')) THEN
            RETURN false;
        END IF;
    END LOOP;
    RETURN true;
END $$;
COMMENT ON FUNCTION are_service_tier_prices(jsonb) IS 'Whether the prices of service tiers have the form that model_aliases.pricing_service_tiers describes.';

ALTER TABLE model_catalogue ADD COLUMN pricing_service_tiers jsonb NOT NULL DEFAULT '{}'
    CHECK (are_service_tier_prices(pricing_service_tiers));
ALTER TABLE model_aliases ADD COLUMN pricing_service_tiers jsonb NOT NULL DEFAULT '{}'
    CHECK (are_service_tier_prices(pricing_service_tiers));
ALTER TABLE llm_calls ADD COLUMN service_tier service_tier;

COMMENT ON COLUMN model_catalogue.pricing_service_tiers IS 'The prices of other service tiers: see model_aliases.pricing_service_tiers.';
COMMENT ON COLUMN model_aliases.pricing_service_tiers IS 'Prices of calls that the provider serves in another tier than the standard one: {"flex": {"input": "0.625", "output": "5", "cached_input": "0.0625", "tiers": []}, "priority": ...}, decimal text, with tiers as in pricing_tiers. A tier that is not in here costs what the standard one costs, and such a call is marked as estimated.';
COMMENT ON COLUMN llm_calls.service_tier IS 'The tier in which the provider served it, which decides the prices; null: it named none.';
