//! The traits of Spin's interfaces, made from Spin's own definitions of them in `wit/deps` (as `spin-sdk` 7 carries
//! them).

wasmtime::component::bindgen!({
    path: "wit",
    world: "host",
    imports: {
        // A stream and a future are made in the instance's store, which may fail.
        "spin:key-value/key-value.[method]store.get-keys": trappable,
    },
    with: {
        "spin:key-value/key-value.store": crate::key_value::Store,
        "spin:postgres/postgres.connection": crate::postgres::Connection,
        "spin:postgres/postgres.connection-builder": crate::postgres::ConnectionBuilder,
    },
});
