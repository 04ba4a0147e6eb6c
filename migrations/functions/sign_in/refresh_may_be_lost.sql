-- Whether a spent token may be used in place of its successor, which was not used, so that nobody may have it. A page that is reloaded
-- while it refreshes sends its token again, and so does a second tab: from the same address, within ten seconds. One that was
-- replaced for this reason, and never used, is what the first of two tabs has: it may still be used at any time. Of all that replaced one
-- token, one can be used: whoever then comes with another is found out. The caller has locked the session.
CREATE FUNCTION refresh_may_be_lost(p_spent spent_refresh_tokens, p_session admin_sessions, p_ip_address text)
RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT coalesce(p_spent.successor_hash = p_session.refresh_token_hash, false)
        AND (NOT p_spent.was_used
            OR coalesce(p_spent.ip_address = p_ip_address AND p_spent.spent_at >= now() - interval '10 seconds', false))
$$;
