//! The handlers: one module per function, generic over the platform.
