SELECT functions.end_session_of_token($1, $2)::text
