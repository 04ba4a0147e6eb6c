//! Sealing of provider keys and hashing of virtual keys.
