SELECT functions.get_webhook(p_principal => $1::text::jsonb, p_webhook_id => $2::text::uuid)::text
