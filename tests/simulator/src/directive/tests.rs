use super::*;
use crate::script::Departures;
use proptest::prelude::*;

fn script(text: &str) -> Script {
    extract(text).unwrap().0
}

fn refusal(text: &str) -> String {
    extract(text).unwrap_err().0
}

#[test]
fn a_text_without_directives_is_left_as_it_is() {
    let text = "  two  spaces [1] stay ";
    assert_eq!(extract(text).unwrap(), (Script::default(), text.to_owned()));
}

#[test]
fn directives_are_taken_out_of_the_text() {
    let (script, text) = extract("[[words=5]] say [[chunk_ms=50]] this").unwrap();
    assert_eq!(text, "say this");
    assert_eq!(script.words, Some(5));
    assert_eq!(script.between_events, Duration::from_millis(50));
}

#[test]
fn a_status_carries_its_retry_after() {
    let expected = Fault {
        when: FaultCondition::Always,
        effect: FaultEffect::Status { status: 429, retry_after: Some(2) },
    };
    assert_eq!(script("[[status=429 retry_after=2]]").faults, [expected]);
}

#[test]
fn conditional_faults_may_be_several() {
    let faults = script(
        "[[fail_first=2 status=503 key=abc]] [[credential_fault=one status=401]] \
         [[credential_fault=two reset]] [[model_fault=mini hang]]",
    )
    .faults;
    assert_eq!(faults.len(), 4);
    assert_eq!(faults[0].when, FaultCondition::First { count: 2, key: "abc".into() });
    assert_eq!(faults[2].when, FaultCondition::ApiKeyContains("two".into()));
    assert_eq!(faults[2].effect, FaultEffect::Reset);
    assert_eq!(
        faults[3],
        Fault { when: FaultCondition::ModelContains("mini".into()), effect: FaultEffect::Hang }
    );
}

#[test]
fn usage_counts_are_read_by_name() {
    let UsageReport::Given(usage) = script("[[usage prompt=10 cached=4 cache_write_1h=2]]").usage else {
        panic!("usage is given");
    };
    assert_eq!((usage.prompt, usage.cached, usage.cache_write_1h), (Some(10), Some(4), Some(2)));
    assert_eq!(usage.completion, None);
}

#[test]
fn departures_are_read_one_by_one() {
    let read = script(
        "[[call_numbers=zero]] [[call_ids=absent]] [[argument_form=object]] [[finish=error]] [[redacted_thinking]] \
         [[spliced]] \
         [[halves=split]] [[call_arguments={\"n\":12345678901234567890.5}]]",
    );
    let expected = Departures {
        call_numbers: CallNumbers::Zero,
        call_ids: CallIds::Absent,
        argument_form: ArgumentForm::Object,
        finish: FinishReport::Error,
        redacted_thinking: true,
        spliced: true,
    };
    assert_eq!((read.departures, read.halves), (expected, Halves::Split));
    assert_eq!(read.arguments.as_deref(), Some("{\"n\":12345678901234567890.5}"));
}

#[test]
fn whatever_cannot_be_understood_is_refused() {
    for (text, reason) in [
        ("[[wrods=5]]", "unknown"),
        ("[[]]", "empty"),
        ("[[words=5", "not closed"),
        ("[[words]]", "needs a value"),
        ("[[words=five]]", "not of the right kind"),
        ("[[words=1]] [[words=2]]", "twice"),
        ("[[html=1]]", "takes no value"),
        ("[[hang now]]", "takes no `now`"),
        ("[[status=429 retry=2]]", "takes no `retry`"),
        ("[[status=200]]", "not between"),
        ("[[fail_first=2 status=503]]", "needs `key"),
        ("[[fail_first=2 key=a]]", "needs `status"),
        ("[[usage]]", "no count"),
        ("[[usage prompt=-1]]", "not of the right kind"),
        ("[[refuse]] [[blocked]]", "exclude"),
        ("[[cut_after=1]] [[stall_after=1]]", "exclude"),
        ("[[no_usage]] [[zero_usage]]", "exclude"),
        ("[[call_numbers=7]]", "cannot be `7`"),
        ("[[call_ids]]", "needs a value"),
        ("[[halves=some]]", "cannot be `some`"),
        ("[[call_arguments=[1]]", "needs a JSON object"),
        ("[[call_arguments={\"a\": 1}]]", "needs a JSON object"),
    ] {
        assert!(refusal(text).contains(reason), "{text}: {}", refusal(text));
    }
}

proptest! {
    #[test]
    fn no_text_panics(text in "(\\[\\[|\\]\\]|=|status|usage|words| |[0-9]|\\PC){0,30}") {
        let _ = extract(&text);
    }
}
