//! Workers Analytics Engine: a data point for each request, where a deployment has a dataset.

use worker::AnalyticsEngineDataPointBuilder;

use crate::Served;

/// The binding of the dataset. Optional.
const BINDING: &str = "ANALYTICS";

/// Writes the data point. That is no I/O that a request waits for: the runtime sends it later.
pub(super) fn count(env: &worker::Env, served: &Served<'_>) {
    let Ok(dataset) = env.analytics_engine(BINDING) else { return };
    let operation = served.route.map_or("none", |route| route.operation);
    let written = AnalyticsEngineDataPointBuilder::new()
        // What samples are taken by, where there are too many points.
        .indexes([operation])
        .blobs([
            operation,
            served.route.map_or("none", |route| route.function),
            served.method,
            served.code.unwrap_or_default(),
        ])
        .doubles([f64::from(served.status), milliseconds(served.elapsed_ms)])
        .write_to(&dataset);
    if let Err(error) = written {
        worker::console_error!("no data point was written: {error}");
    }
}

fn milliseconds(elapsed: u64) -> f64 {
    u32::try_from(elapsed).unwrap_or(u32::MAX).into()
}
