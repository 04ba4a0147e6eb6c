//! What the teams of the clinics do.

use super::work::Work;

pub(super) const TRIAGE: &[Work] = &[
    Work {
        job_type: "symptom-triage",
        weight: 6,
        calls: (3, 6),
        asks: &[("assistant", 5), ("best-answer", 4), ("quick-reply", 2)],
        input: (900, 3_200),
        output: (120, 520),
        cached_percent: 55,
        purposes: &["understand-symptoms", "ask-back", "assess-urgency", "advise"],
    },
    Work {
        job_type: "follow-up-message",
        weight: 4,
        calls: (1, 2),
        asks: &[("swift", 3), ("writer-swift", 3)],
        input: (400, 1_300),
        output: (90, 260),
        cached_percent: 30,
        purposes: &["draft", "translate"],
    },
];

pub(super) const RECORDS: &[Work] = &[
    Work {
        job_type: "discharge-summary",
        weight: 4,
        calls: (2, 4),
        asks: &[("writer", 5), ("reader", 4)],
        input: (3_500, 14_000),
        output: (500, 1_400),
        cached_percent: 20,
        purposes: &["read-chart", "summarize", "check-medication"],
    },
    Work {
        job_type: "record-coding",
        weight: 6,
        calls: (1, 3),
        asks: &[("reader", 6), ("assistant", 3), ("open-large", 1)],
        input: (1_800, 6_000),
        output: (80, 300),
        cached_percent: 65,
        purposes: &["code-diagnoses", "code-procedures"],
    },
];

pub(super) const RESEARCH: &[Work] = &[Work {
    job_type: "literature-review",
    weight: 1,
    calls: (6, 12),
    asks: &[("writer-pro", 5), ("reader-pro", 4), ("best-answer", 2)],
    input: (9_000, 60_000),
    output: (900, 3_800),
    cached_percent: 35,
    purposes: &["search-plan", "screen", "extract", "compare", "synthesize"],
}];

pub(super) const BILLING: &[Work] = &[
    Work {
        job_type: "claim-check",
        weight: 7,
        calls: (2, 3),
        asks: &[("assistant", 4), ("reader", 3), ("bulk", 2)],
        input: (1_200, 4_500),
        output: (100, 420),
        cached_percent: 50,
        purposes: &["read-claim", "check-rules", "explain"],
    },
    Work {
        job_type: "denial-letter",
        weight: 2,
        calls: (1, 2),
        asks: &[("writer-swift", 1)],
        input: (900, 2_200),
        output: (300, 700),
        cached_percent: 25,
        purposes: &["draft", "shorten"],
    },
];
