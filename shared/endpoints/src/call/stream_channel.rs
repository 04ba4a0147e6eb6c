//! The channel from the pump, which makes a stream's bytes, to the response, which sends them.
//!
//! The pump must not wait for the client, because the provider's tokens are charged whether the client reads or not. It also must
//! not depend on the runtime to report that the client has gone, because not every runtime does. The channel is therefore
//! unbounded (an answer is bounded by its token limit), and the pump can see for how long nothing was read from it.

use std::cell::Cell;
use std::pin::Pin;
use std::rc::Rc;
use std::task::{Context, Poll};

use bytes::Bytes;
use futures_channel::mpsc::{UnboundedReceiver, UnboundedSender, unbounded};
use futures_util::{Stream, StreamExt};

/// The pump's end.
pub struct Outlet {
    sender: UnboundedSender<Bytes>,
    sent: u64,
    taken: Rc<Cell<u64>>,
    /// How much had been read when the pump last checked, and when that was.
    seen: (u64, u64),
}

/// The response's end: its body.
pub struct Inlet {
    receiver: UnboundedReceiver<Bytes>,
    taken: Rc<Cell<u64>>,
}

/// A channel for one response.
#[must_use]
pub fn channel() -> (Outlet, Inlet) {
    let (sender, receiver) = unbounded();
    let taken = Rc::new(Cell::new(0));
    (Outlet { sender, sent: 0, taken: taken.clone(), seen: (0, 0) }, Inlet { receiver, taken })
}

impl Outlet {
    /// Sends bytes. They are dropped if the response was dropped.
    pub fn send(&mut self, text: String) {
        if self.sender.unbounded_send(text.into()).is_ok() {
            self.sent += 1;
        }
    }

    /// How long, in milliseconds, the client has taken nothing although there was something to take; `None` while it
    /// keeps up. A response that is gone counts as one that has taken nothing since it was last seen to.
    pub fn stalled_ms(&mut self, now_ms: u64) -> Option<u64> {
        let taken = self.taken.get();
        let keeps_up = taken >= self.sent && !self.sender.is_closed();
        if keeps_up || taken > self.seen.0 || self.seen.1 == 0 {
            self.seen = (taken, now_ms);
        }
        (!keeps_up).then(|| now_ms.saturating_sub(self.seen.1))
    }
}

impl Stream for Inlet {
    type Item = Bytes;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Bytes>> {
        let next = self.receiver.poll_next_unpin(cx);
        if let Poll::Ready(Some(_)) = next {
            self.taken.set(self.taken.get() + 1);
        }
        next
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use futures_util::FutureExt;

    fn take(inlet: &mut Inlet) -> Option<Bytes> {
        inlet.next().now_or_never().flatten()
    }

    #[test]
    fn a_client_that_keeps_up_is_never_stalled() {
        let (mut outlet, mut inlet) = channel();
        for now in 1..100 {
            outlet.send("x".to_owned());
            assert_eq!(take(&mut inlet).as_deref(), Some(&b"x"[..]));
            assert_eq!(outlet.stalled_ms(now * 10_000), None);
        }
    }

    #[test]
    fn a_client_that_takes_nothing_is_stalled_since_it_last_took_something() {
        let (mut outlet, mut inlet) = channel();
        outlet.send("a".to_owned());
        assert_eq!(outlet.stalled_ms(1_000), Some(0));
        outlet.send("b".to_owned());
        assert_eq!(outlet.stalled_ms(4_000), Some(3_000));
        take(&mut inlet);
        assert_eq!(outlet.stalled_ms(5_000), Some(0));
        assert_eq!(outlet.stalled_ms(6_000), Some(1_000));
    }

    #[test]
    fn a_response_that_is_gone_counts_as_stalled_and_takes_nothing_more() {
        let (mut outlet, inlet) = channel();
        assert_eq!(outlet.stalled_ms(1_000), None);
        drop(inlet);
        outlet.send("lost".to_owned());
        assert_eq!(outlet.stalled_ms(3_000), Some(2_000));
    }
}
