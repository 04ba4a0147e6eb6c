//! A settlement as the parameters of its statement: how it is sent, and as a text, how it is kept until the database is back.

use api::ids::CallId;
use api::jobs::JobStatus;
use serde::{Deserialize, Serialize};

use crate::json::json_text;
use crate::settlement::{ResultAndHashes, Settlement};

/// The parameters of the statement that settles a call. JSON is kept as the text that is sent.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct KeptSettlement {
    pub(crate) call_id: CallId,
    pub(crate) result: String,
    pub(crate) metadata_patch: String,
    pub(crate) finish_job: Option<JobStatus>,
    pub(crate) answer: Option<String>,
    pub(crate) bodies: Option<String>,
}

impl KeptSettlement {
    /// The parameters of a settlement, with all of its texts.
    pub(crate) fn of(settlement: &Settlement) -> Self {
        let Settlement { call_id, result, transcript, metadata_patch, finish_job, answer } = settlement;
        Self {
            call_id: *call_id,
            result: json_text(&ResultAndHashes { result, transcript }),
            metadata_patch: json_text(metadata_patch),
            finish_job: *finish_job,
            answer: answer.as_ref().map(json_text),
            bodies: transcript.bodies.as_ref().map(json_text),
        }
    }

    /// The text under which a settlement is kept. It has the [numbers alone](Settlement::numbers_alone): nothing of a prompt or an
    /// answer is kept outside the database.
    #[must_use]
    pub fn text_of(settlement: &Settlement) -> String {
        json_text(&Self::of(&settlement.numbers_alone()))
    }

    /// Reads such a text; `None` if it is none.
    #[must_use]
    pub fn read(text: &str) -> Option<Self> {
        serde_json::from_str(text).ok()
    }
}
