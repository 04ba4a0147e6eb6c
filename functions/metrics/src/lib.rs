//! `GET /metrics`: counters for operators, in the text format of Prometheus.

service::serve!(endpoints::operations::metrics::handle);
