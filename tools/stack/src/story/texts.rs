//! What is asked and answered, where an organization keeps it. Nobody of these people exists.

use rand::Rng;
use serde_json::{Value, json};

use super::call::Call;

/// A conversation: who the model is, what is asked, what it answers. `{}` stands for something that differs.
struct Talk {
    job_type: &'static str,
    system: &'static str,
    asks: &'static [(&'static str, &'static str)],
}

const TALKS: &[Talk] = &[
    Talk {
        job_type: "symptom-triage",
        system: "You help patients of Aurora Health to describe their symptoms. You do not diagnose. Advise to call 112 in an emergency.",
        asks: &[
            (
                "I have had a dry cough for {} days, and since yesterday a temperature of 38.2. Do I need to see someone?",
                "A dry cough with a mild fever is often viral. Please book an appointment within two days, and sooner if you \
                 become short of breath, if the fever rises above 39.5, or if you feel confused. Do you have asthma or another \
                 illness of the lungs?",
            ),
            (
                "My daughter is {} and has had a rash on both arms since the weekend. It itches but she has no fever.",
                "Thank you. Without fever and with her being well otherwise, this is not urgent. Has she used a new cream or soap, \
                 or been in high grass? A photo in daylight helps the nurse. I can offer a video call tomorrow morning.",
            ),
            (
                "I twisted my ankle {} hours ago. It is swollen and I can hardly stand on it.",
                "Please do not put weight on it, and keep it raised and cooled. Because you can hardly stand, it should be X-rayed \
                 today. Shall I look for the nearest clinic that is open?",
            ),
        ],
    },
    Talk {
        job_type: "follow-up-message",
        system: "Write short, warm messages of a clinic to its patients. No medical details by message.",
        asks: &[(
            "Draft a reminder for a check-up in {} days, at 9:40, at the clinic by the harbour.",
            "Good morning! This is a reminder of your check-up at our clinic by the harbour, at 9:40. If the time does not suit you, \
             reply with \"move\" and we will find another one. Your Aurora Health team",
        )],
    },
    Talk {
        job_type: "discharge-summary",
        system: "Summarize hospital charts for family doctors: reason, course, medication, what is to be done next.",
        asks: &[(
            "Chart of a patient, 67, admitted {} days ago with shortness of breath; chest X-ray, laboratory and medication follow …",
            "Reason: shortness of breath on exertion. Course: pneumonia of the right lower lobe, treated with amoxicillin; oxygen was \
             not needed after the second day. Medication at discharge: amoxicillin for three more days, otherwise unchanged. Next: \
             control of the inflammation markers in a week, chest X-ray in six.",
        )],
    },
    Talk {
        job_type: "record-coding",
        system: "Give the ICD-10 codes of a record, with the sentence that each is based on.",
        asks: &[(
            "Known type 2 diabetes, now with numbness of both feet for {} months. Blood pressure 152/91 at two visits.",
            "E11.4 Type 2 diabetes mellitus with neurological complications (\"numbness of both feet\"); I10 Essential hypertension \
             (\"152/91 at two visits\").",
        )],
    },
    Talk {
        job_type: "literature-review",
        system: "You are a careful reviewer of medical literature. Say what is not known.",
        asks: &[(
            "Compare the {} attached trials of remote monitoring after heart failure: populations, outcomes, risk of bias.",
            "The trials agree that remote monitoring shortens the time to a change of therapy. On readmissions they differ: the two \
             larger ones find no effect after a year. Bias is likely in the open ones, because readmission was decided by the treating \
             team. Not known: whether patients without a smartphone profit.",
        )],
    },
    Talk {
        job_type: "claim-check",
        system: "Check claims against the rules of the insurer. Name the rule.",
        asks: &[(
            "Claim of {} items: consultation, ECG, laboratory (lipids, HbA1c). Insurer: regional fund, tariff 2026.",
            "The ECG can be billed beside the consultation (rule 4.2). HbA1c is covered once a quarter (rule 7.1): the last one was in \
             the same quarter, so this item will be denied. All others are right.",
        )],
    },
    Talk {
        job_type: "denial-letter",
        system: "Write to patients about denied claims, politely and in plain words.",
        asks: &[(
            "The fund has denied one item of {} euros because it was billed twice in a quarter.",
            "Dear patient, your insurer has not paid one item of our last bill, because this test is covered once in a quarter. You do \
             not need to do anything: we have taken it off the bill.",
        )],
    },
];

/// The request and the answer of a call, as the functions keep them.
pub fn bodies(rng: &mut impl Rng, job_type: &str, call: &Call) -> Option<Value> {
    let talk = TALKS.iter().find(|talk| talk.job_type == job_type)?;
    let (ask, answer) = talk.asks[rng.random_range(0..talk.asks.len())];
    let request = json!({
        "model": call.name,
        "messages": [
            {"role": "system", "content": talk.system},
            {"role": "user", "content": ask.replace("{}", &rng.random_range(2..12).to_string())},
        ],
        "max_tokens": call.max_output,
    });
    let response =
        call.is_answered().then(|| json!({"role": "assistant", "content": answer, "finish_reason": "stop"}));
    Some(json!({"request_data": request, "response_data": response}))
}

#[cfg(test)]
mod tests {
    use super::super::cast::{CLINIC, TEAMS};
    use super::*;

    #[test]
    fn every_job_of_an_organization_that_keeps_texts_has_one() {
        let teams = TEAMS.iter().filter(|team| team.organization.id == CLINIC.id);
        for work in teams.flat_map(|team| team.work) {
            assert!(TALKS.iter().any(|talk| talk.job_type == work.job_type), "{}", work.job_type);
        }
    }
}
