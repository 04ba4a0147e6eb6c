//! Every SQL statement, each behind one typed function.
