-- The smallest UUIDv7 of a moment. Ids of calls are UUIDv7, so the months can be told apart by the id alone: it stays
-- the primary key, and a lookup by id finds its one partition.
CREATE FUNCTION first_uuid_at(p_moment timestamptz) RETURNS uuid LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT encode(
        substring(int8send(floor(extract(epoch FROM p_moment) * 1000)::bigint) FROM 3) || '\x70008000000000000000'::bytea,
        'hex')::uuid
$$;
