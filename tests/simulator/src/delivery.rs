//! How the bytes of an answer reach the caller: paced, split where a network splits them, cut or stalled.

use std::{collections::VecDeque, io, time::Duration};

use axum::body::Body;
use bytes::Bytes;
use futures_util::stream;
use tokio::sync::watch;

use crate::{
    record::{OpenCall, Outcome},
    script::Ending,
};

/// Between two parts of one event, long enough for them to leave as two segments.
const SPLIT_PAUSE: Duration = Duration::from_millis(1);
/// Before a connection is cut, so that what was sent has left.
const CUT_PAUSE: Duration = Duration::from_millis(20);

/// One step of a delivery.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Step {
    /// Bytes, and how many events are complete with them.
    Send {
        bytes: Bytes,
        events: u64,
    },
    Pause(Duration),
    /// Close the connection although the answer is not complete.
    Cut,
    /// Keep the connection open and send nothing more.
    Silence,
}

/// An answer in one body. A cut or a stall comes in its middle.
pub(crate) fn whole(bytes: Bytes, ending: Ending) -> Vec<Step> {
    let last = match ending {
        Ending::Complete | Ending::ErrorAfter(_) => return vec![Step::Send { bytes, events: 0 }],
        Ending::CutAfter(_) => Step::Cut,
        Ending::StallAfter(_) => Step::Silence,
    };
    let half = bytes.slice(..bytes.len() / 2);
    vec![Step::Send { bytes: half, events: 0 }, Step::Pause(CUT_PAUSE), last]
}

/// An answer as a stream of events.
///
/// Of every seven events, the second is sent in two parts (inside a multi-byte character if it has one,
/// else in its middle), the fourth and fifth leave as one if there is no pause between events, and the
/// seventh is split before its blank line.
pub(crate) fn events(events: Vec<String>, pause: Duration, ending: Ending) -> Vec<Step> {
    let mut steps = Vec::new();
    let mut joined: Option<Bytes> = None;
    for (index, event) in events.into_iter().enumerate() {
        match ending {
            Ending::CutAfter(count) if count == index => return ended(steps, joined, Step::Cut),
            Ending::StallAfter(count) if count == index => return ended(steps, joined, Step::Silence),
            _ => {}
        }
        if index > 0 && !pause.is_zero() {
            steps.push(Step::Pause(pause));
        }
        let bytes = Bytes::from(event);
        if let Some(first) = joined.take() {
            let both = Bytes::from([first, bytes].concat());
            steps.push(Step::Send { bytes: both, events: 2 });
            continue;
        }
        let split = match index % 7 {
            1 => inside(&bytes),
            3 if pause.is_zero() => {
                joined = Some(bytes);
                continue;
            }
            6 => bytes.len() - 1,
            _ => bytes.len(),
        };
        let mut first = bytes;
        let second = first.split_off(split);
        if second.is_empty() {
            steps.push(Step::Send { bytes: first, events: 1 });
        } else {
            steps.push(Step::Send { bytes: first, events: 0 });
            steps.push(Step::Pause(SPLIT_PAUSE));
            steps.push(Step::Send { bytes: second, events: 1 });
        }
    }
    if let Some(bytes) = joined {
        steps.push(Step::Send { bytes, events: 1 });
    }
    steps
}

fn ended(mut steps: Vec<Step>, joined: Option<Bytes>, last: Step) -> Vec<Step> {
    if let Some(bytes) = joined {
        steps.push(Step::Send { bytes, events: 1 });
    }
    steps.push(Step::Pause(CUT_PAUSE));
    steps.push(last);
    steps
}

/// A place to split: inside the first multi-byte character, else in the middle.
fn inside(bytes: &[u8]) -> usize {
    bytes.iter().position(|byte| !byte.is_ascii()).map_or(bytes.len() / 2, |start| start + 1)
}

struct Delivery {
    steps: VecDeque<Step>,
    call: OpenCall,
    outcome: Outcome,
    stop: watch::Receiver<bool>,
}

/// A body that takes the steps in turn and notes in the log how far it came. The server drops it when the
/// caller hangs up.
pub(crate) fn body(steps: Vec<Step>, call: OpenCall, outcome: Outcome, stop: watch::Receiver<bool>) -> Body {
    let delivery = Delivery { steps: steps.into(), call, outcome, stop };
    Body::from_stream(stream::unfold(delivery, |mut delivery| async move {
        let item = delivery.next().await?;
        Some((item, delivery))
    }))
}

impl Delivery {
    async fn next(&mut self) -> Option<io::Result<Bytes>> {
        loop {
            match self.steps.pop_front() {
                None => {
                    self.call.end(self.outcome);
                    return None;
                }
                Some(Step::Send { bytes, events }) => {
                    self.call.events_sent(events);
                    // The body may not be asked again once its announced length is reached.
                    if self.steps.is_empty() {
                        self.call.end(self.outcome);
                    }
                    return Some(Ok(bytes));
                }
                Some(Step::Pause(pause)) => {
                    if !wait(pause, &mut self.stop).await {
                        return Some(Err(self.shut_down()));
                    }
                }
                Some(Step::Cut) => {
                    self.call.end(Outcome::Faulted);
                    return Some(Err(io::ErrorKind::ConnectionAborted.into()));
                }
                Some(Step::Silence) => {
                    stopped(&mut self.stop).await;
                    return Some(Err(self.shut_down()));
                }
            }
        }
    }

    fn shut_down(&mut self) -> io::Error {
        self.call.end(Outcome::ShutDown);
        io::ErrorKind::ConnectionAborted.into()
    }
}

/// Resolves when the simulator is to stop.
pub(crate) async fn stopped(stop: &mut watch::Receiver<bool>) {
    // An error means that the simulator was dropped, which stops it too.
    let _ = stop.wait_for(|stop| *stop).await;
}

/// Waits; `false` if the simulator was to stop meanwhile.
pub(crate) async fn wait(pause: Duration, stop: &mut watch::Receiver<bool>) -> bool {
    if pause.is_zero() {
        return true;
    }
    tokio::select! {
        () = tokio::time::sleep(pause) => true,
        () = stopped(stop) => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn sent(steps: &[Step]) -> (Vec<u8>, u64) {
        let mut all = (Vec::new(), 0);
        for step in steps {
            if let Step::Send { bytes, events } = step {
                all.0.extend_from_slice(bytes);
                all.1 += events;
            }
        }
        all
    }

    #[test]
    fn a_character_of_several_bytes_is_split_inside() {
        let steps =
            events(vec!["data: a\n\n".into(), "data: é\n\n".into()], Duration::ZERO, Ending::Complete);
        let Step::Send { bytes, events: 0 } = &steps[1] else { panic!("the first part: {steps:?}") };
        assert!(std::str::from_utf8(bytes).is_err());
    }

    #[test]
    fn a_cut_comes_after_exactly_so_many_events() {
        let list: Vec<String> = (0..20).map(|n| format!("data: {n}\n\n")).collect();
        for count in 0..20 {
            let steps = events(list.clone(), Duration::ZERO, Ending::CutAfter(count));
            assert_eq!(sent(&steps), (list[..count].concat().into_bytes(), count as u64));
            assert_eq!(steps.last(), Some(&Step::Cut));
        }
    }

    proptest! {
        #[test]
        fn whatever_the_splits_all_bytes_are_sent_in_order(
            list in prop::collection::vec("data: \\PC{0,20}\n\n", 0..30),
            pause in 0_u64..2,
        ) {
            let steps = events(list.clone(), Duration::from_millis(pause), Ending::Complete);
            prop_assert_eq!(sent(&steps), (list.concat().into_bytes(), list.len() as u64));
        }
    }
}
