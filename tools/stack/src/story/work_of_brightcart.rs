//! What the teams of the shop do.

use super::work::Work;

pub(super) const SEARCH: &[Work] = &[
    Work {
        job_type: "product-search",
        weight: 7,
        calls: (2, 4),
        asks: &[("search-vectors", 6), ("swift", 3), ("quick-reply", 2)],
        input: (60, 700),
        output: (20, 120),
        cached_percent: 10,
        purposes: &["rewrite-query", "embed-query", "rank"],
    },
    Work {
        job_type: "index-products",
        weight: 2,
        calls: (4, 10),
        asks: &[("search-vectors", 1)],
        input: (3_000, 12_000),
        output: (0, 0),
        cached_percent: 0,
        purposes: &["embed-products"],
    },
];

pub(super) const SUPPORT: &[Work] = &[
    Work {
        job_type: "support-chat",
        weight: 8,
        calls: (2, 7),
        asks: &[("quick-reply", 5), ("assistant", 5), ("best-answer", 1)],
        input: (700, 3_800),
        output: (80, 380),
        cached_percent: 60,
        purposes: &["classify", "answer", "answer", "close"],
    },
    Work {
        job_type: "refund-decision",
        weight: 2,
        calls: (1, 3),
        asks: &[("assistant-pro", 3), ("best-answer", 2)],
        input: (1_400, 4_000),
        output: (150, 500),
        cached_percent: 40,
        purposes: &["read-order", "decide"],
    },
];

pub(super) const CONTENT: &[Work] = &[
    Work {
        job_type: "product-description",
        weight: 7,
        calls: (1, 3),
        asks: &[("writer", 4), ("open-large", 3)],
        input: (500, 1_800),
        output: (250, 800),
        cached_percent: 45,
        purposes: &["draft", "edit", "translate"],
    },
    Work {
        job_type: "campaign-ideas",
        weight: 1,
        calls: (2, 4),
        asks: &[("assistant-pro", 1), ("writer", 1)],
        input: (800, 2_400),
        output: (600, 1_600),
        cached_percent: 10,
        purposes: &["brainstorm", "select"],
    },
];

pub(super) const LABS: &[Work] = &[Work {
    job_type: "prototype",
    weight: 1,
    calls: (2, 6),
    asks: &[("legacy-assistant", 4), ("open-large", 3), ("reader-pro", 1), ("open-small", 2)],
    input: (300, 9_000),
    output: (50, 1_500),
    cached_percent: 5,
    purposes: &["experiment"],
}];
