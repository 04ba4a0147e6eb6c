//! The entry points of functions, as the compilation target has them. On a target that is no runtime of functions, such as
//! the host, they expand to nothing.

/// Makes a service, an async function of a platform and a [`Request`](crate::Request), the function's entry point. The first
/// argument says how large a body may be, a [`MaxBodyBytes`](crate::http_body::MaxBodyBytes):
/// `platform::entry!(max_body_bytes, |platform, request| answer(platform, request));`
#[cfg(all(target_arch = "wasm32", target_os = "unknown"))]
#[macro_export]
macro_rules! entry {
    ($max_body_bytes:path, $service:expr) => {
        $crate::cloudflare_entry!($crate::cloudflare::run, $max_body_bytes, $service);
    };
}

/// Makes a front door, an async function of a platform, a [`Request`](crate::Request) without its body and a
/// [`Dispatch`](crate::Dispatch), the function's entry point.
#[cfg(all(target_arch = "wasm32", target_os = "unknown"))]
#[macro_export]
macro_rules! front_door_entry {
    ($front_door:expr) => {
        $crate::cloudflare_entry!($crate::cloudflare::front_door::run, $front_door);
    };
}

/// Makes work, an async function of a platform, what the runtime's scheduler calls.
#[cfg(all(target_arch = "wasm32", target_os = "unknown"))]
#[macro_export]
macro_rules! schedule_entry {
    ($work:expr) => {
        $crate::cloudflare_schedule!($work);
    };
}

/// Makes a service the function's entry point: `platform::entry!(max_body_bytes, |platform, request| answer(platform, request));`
#[cfg(target_os = "wasi")]
#[macro_export]
macro_rules! entry {
    ($max_body_bytes:path, $service:expr) => {
        $crate::spin_entry!($crate::spin::run, $max_body_bytes, $service);
    };
}

/// Makes a front door the function's entry point.
#[cfg(target_os = "wasi")]
#[macro_export]
macro_rules! front_door_entry {
    ($front_door:expr) => {
        $crate::spin_entry!($crate::spin::front_door::run, $front_door);
    };
}

/// Nothing: the runtime has no scheduler of its own that calls functions.
#[cfg(target_os = "wasi")]
#[macro_export]
macro_rules! schedule_entry {
    ($work:expr) => {};
}

/// Nothing: the target is no runtime of functions.
#[cfg(not(target_arch = "wasm32"))]
#[macro_export]
macro_rules! entry {
    ($max_body_bytes:path, $service:expr) => {};
}

/// Nothing: the target is no runtime of functions.
#[cfg(not(target_arch = "wasm32"))]
#[macro_export]
macro_rules! front_door_entry {
    ($front_door:expr) => {};
}

/// Nothing: the target is no runtime of functions.
#[cfg(not(target_arch = "wasm32"))]
#[macro_export]
macro_rules! schedule_entry {
    ($work:expr) => {};
}
