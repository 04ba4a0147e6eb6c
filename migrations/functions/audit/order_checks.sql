-- Checks of what leaves the books right, and somebody should look at.
CREATE FUNCTION order_checks() RETURNS SETOF books_check LANGUAGE sql STABLE AS $$
    VALUES
        ('no call is open a day after it should have ended', 'warning', $q$
         SELECT format('call %s of team %s: should have ended at %s', call_id, team_id, rfc3339(expires_at))
         FROM llm_calls WHERE status = 'admitted' AND expires_at < now() - interval '1 day'$q$),
        ('every call stands in the partition of its month', 'warning', $q$
         SELECT format('call %s of %s', call_id, rfc3339(created_at)) FROM llm_calls_of_no_month$q$)
$$;
