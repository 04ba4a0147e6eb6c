-- All checks of the books, in the order in which they are told. `cargo xtask audit` makes them too.
CREATE FUNCTION books_checks() RETURNS SETOF books_check LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN QUERY SELECT * FROM ledger_checks();
    RETURN QUERY SELECT * FROM hold_checks();
    RETURN QUERY SELECT * FROM charge_checks();
    RETURN QUERY SELECT * FROM call_checks();
    RETURN QUERY SELECT * FROM plan_checks();
    RETURN QUERY SELECT * FROM usage_checks();
    RETURN QUERY SELECT * FROM token_cost_checks();
    RETURN QUERY SELECT * FROM order_checks();
END $$;
