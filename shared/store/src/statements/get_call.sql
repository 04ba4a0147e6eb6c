SELECT functions.get_call(
    p_principal => $1::text::jsonb,
    p_call_id => $2::text::uuid,
    p_with_bodies => $3::text::boolean,
    p_body_bytes => $4
)::text
