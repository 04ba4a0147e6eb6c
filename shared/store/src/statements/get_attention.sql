SELECT functions.get_attention(p_principal => $1::text::jsonb)::text
