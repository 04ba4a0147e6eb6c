-- What the attempts of one call say about one route. served: one was answered. failures: how many have failed for a reason that
-- lies in the route; trouble, error_code and status are those of the last of them. latency_ms: of the answered one.
CREATE TYPE route_report AS (
    provider provider,
    model text,
    credential_id uuid,
    served boolean,
    failures integer,
    trouble route_trouble,
    error_code text,
    status integer,
    latency_ms bigint
);
