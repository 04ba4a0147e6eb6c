-- Webhooks with a secret that is sealed with another key than this one or in the format v1, by id.
CREATE FUNCTION webhooks_not_sealed_with(p_key_id text) RETURNS SETOF webhooks LANGUAGE sql STABLE AS $$
    SELECT * FROM webhooks
    WHERE EXISTS (SELECT FROM unnest(ARRAY[sealed_secret, previous_sealed_secret, sealed_auth_header]) AS sealed
                  WHERE split_part(sealed, '.', 2) <> p_key_id OR sealed LIKE 'v1.%')
$$;
