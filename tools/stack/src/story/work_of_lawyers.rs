//! What the teams of the lawyers do.

use super::work::Work;

pub(super) const CONTRACTS: &[Work] = &[
    Work {
        job_type: "contract-review",
        weight: 5,
        calls: (4, 8),
        asks: &[("writer", 5), ("writer-pro", 2), ("best-answer", 3)],
        input: (6_000, 32_000),
        output: (500, 1_900),
        cached_percent: 50,
        purposes: &["outline", "find-risks", "compare-clauses", "propose-wording", "memo"],
    },
    Work {
        job_type: "clause-search",
        weight: 3,
        calls: (1, 2),
        asks: &[("reader", 4), ("assistant", 2)],
        input: (2_000, 9_000),
        output: (120, 450),
        cached_percent: 30,
        purposes: &["find", "quote"],
    },
];

pub(super) const DISCOVERY: &[Work] = &[
    Work {
        job_type: "document-tagging",
        weight: 8,
        calls: (3, 9),
        asks: &[("bulk", 7), ("tagger", 3)],
        input: (1_500, 8_000),
        output: (40, 180),
        cached_percent: 35,
        purposes: &["tag", "tag", "privilege-check"],
    },
    Work {
        job_type: "timeline",
        weight: 1,
        calls: (2, 4),
        asks: &[("reader", 1)],
        input: (9_000, 45_000),
        output: (400, 1_300),
        cached_percent: 20,
        purposes: &["collect-dates", "order"],
    },
];

pub(super) const INTAKE: &[Work] = &[Work {
    job_type: "client-intake",
    weight: 1,
    calls: (2, 5),
    asks: &[("quick-reply", 3), ("assistant", 3)],
    input: (600, 2_600),
    output: (100, 420),
    cached_percent: 45,
    purposes: &["greet", "collect-facts", "conflict-check"],
}];

pub(super) const TRIAL: &[Work] = &[Work {
    job_type: "brief-draft",
    weight: 1,
    calls: (3, 6),
    asks: &[("writer-pro", 2), ("assistant-pro", 2)],
    input: (5_000, 26_000),
    output: (700, 2_400),
    cached_percent: 25,
    purposes: &["outline", "argue", "cite"],
}];
