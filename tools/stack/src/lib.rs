//! Builds and runs Tollgate on this machine: toolchain, functions, PostgreSQL, wrangler.
