SELECT functions.setup_status()::text
