//! End-to-end tests over HTTP against the real runtime and a real PostgreSQL.
