//! `GET /metrics`: counters for operators, in the text format of Prometheus.

platform::serve!(endpoints::operations::metrics::handle);
