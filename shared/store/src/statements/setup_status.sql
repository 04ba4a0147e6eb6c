SELECT granted(jsonb_build_object(
    'needs_setup', NOT EXISTS (SELECT FROM admin_users), 'has_users', EXISTS (SELECT FROM admin_users)))::text
