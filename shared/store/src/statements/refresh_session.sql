SELECT functions.refresh_session($1, $2, $3)::text
