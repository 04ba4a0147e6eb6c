//! A provider simulator that speaks the providers wire formats, faults included.
