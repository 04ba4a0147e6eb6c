//! What a runtime gives: fetch, database, secrets, clock, randomness, work after the response.
