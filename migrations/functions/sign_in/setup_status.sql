-- Whether the first operator has been made.
CREATE FUNCTION setup_status() RETURNS jsonb
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path FROM CURRENT AS $$
BEGIN
    RETURN granted(jsonb_build_object(
        'needs_setup', NOT EXISTS (SELECT FROM admin_users), 'has_users', EXISTS (SELECT FROM admin_users)));
END $$;
