-- The period that a moment falls into. Periods begin at the anchor's time of day, in UTC; months on its day, or on their
-- last where they have no such day.
CREATE FUNCTION period_containing(
    p_anchor timestamptz, p_period billing_period, p_moment timestamptz,
    OUT period_start timestamptz, OUT period_end timestamptz
) LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
DECLARE
    v_anchor timestamp := p_anchor AT TIME ZONE 'UTC';
    v_moment timestamp := p_moment AT TIME ZONE 'UTC';
    v_length interval := CASE p_period WHEN 'daily' THEN '1 day' WHEN 'weekly' THEN '7 days' ELSE '1 month' END;
    v_number int := CASE p_period
        WHEN 'monthly' THEN (extract(year FROM v_moment) - extract(year FROM v_anchor)) * 12
            + extract(month FROM v_moment) - extract(month FROM v_anchor)
        ELSE floor(extract(epoch FROM v_moment - v_anchor) / extract(epoch FROM v_length)) END;
BEGIN
    IF v_anchor + v_number * v_length > v_moment THEN
        v_number := v_number - 1;
    END IF;
    period_start := (v_anchor + v_number * v_length) AT TIME ZONE 'UTC';
    period_end := (v_anchor + (v_number + 1) * v_length) AT TIME ZONE 'UTC';
END $$;
