//! The traits of Spin's interfaces, made from Spin's own definitions of them in `wit/deps` (as `spin-sdk` 7 carries
//! them).

wasmtime::component::bindgen!({
    path: "wit",
    world: "host",
    with: {
        "spin:postgres/postgres.connection": crate::postgres::Connection,
        "spin:postgres/postgres.connection-builder": crate::postgres::ConnectionBuilder,
    },
});
