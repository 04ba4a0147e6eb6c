-- The answer with a part of a list, and how many entries the whole list has. p_items: the part, null where it is empty.
CREATE FUNCTION counted(p_items jsonb, p_total bigint) RETURNS jsonb LANGUAGE sql IMMUTABLE AS $$
    SELECT granted(jsonb_build_object('items', coalesce(p_items, '[]'), 'total', p_total))
$$;
