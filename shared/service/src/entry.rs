//! The entry points of functions.

/// Makes a handler the function's entry point: `service::serve!(endpoints::jobs::create::handle);`. What the function's own
/// build made for the handler, if anything, is the handler's third argument:
/// `service::serve!(endpoints::operations::health_ready::handle, MIGRATIONS);`
///
/// On a target that is no runtime of functions, such as the host, it expands to nothing.
#[macro_export]
macro_rules! serve {
    ($handler:path) => {
        $crate::platform::entry!($crate::envelope::max_body_bytes, |platform, request| {
            $crate::envelope::serve(platform, request, $handler)
        });
    };
    ($handler:path, $built:expr) => {
        $crate::platform::entry!($crate::envelope::max_body_bytes, |platform, request| {
            $crate::envelope::serve(platform, request, |platform, request| {
                $handler(platform, request, $built)
            })
        });
    };
}

/// Makes a front door the entry point: `service::open_front_door!(endpoints::operations::front_door::FRONT_DOOR);`
#[macro_export]
macro_rules! open_front_door {
    ($front_door:path) => {
        $crate::platform::front_door_entry!(|platform, request, dispatch| {
            $crate::front_door::open(platform, request, dispatch, $front_door)
        });
    };
}

/// Makes a function what the runtime's scheduler calls: `service::serve_schedule!(endpoints::operations::sweep::on_schedule);`
///
/// Where the runtime has no scheduler of its own that calls functions, it expands to nothing: any scheduler can call the
/// endpoint that does the same.
#[macro_export]
macro_rules! serve_schedule {
    ($work:path) => {
        $crate::platform::schedule_entry!($work);
    };
}
