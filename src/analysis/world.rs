//! What the rules of serving are computed with: truths and shares of one state, or of all states at once.

use super::index::{ComponentNo, HostNo, LinkNo};

/// A way to compute: what a truth and a share are, how they combine, and what works.
///
/// The rules are written once against this trait. With [`super::concrete::Concrete`] they give the outcome of one
/// state; with [`super::batch::Batch`] whether a function is down, for many states at once; with
/// [`super::single::Single`] what each single failure turns; with [`super::witness::Witness`] what an outcome rests on;
/// with [`super::symbolic::Symbolic`] the outcome as a function of every element that can fail.
pub(super) trait World {
    /// Yes or no.
    type Truth: Copy;
    /// A share of requests, or a weight.
    type Share: Copy;

    fn truth(&mut self, value: bool) -> Self::Truth;
    fn and(&mut self, a: Self::Truth, b: Self::Truth) -> Self::Truth;
    fn or(&mut self, a: Self::Truth, b: Self::Truth) -> Self::Truth;
    fn not(&mut self, a: Self::Truth) -> Self::Truth;
    /// The truth where it is the same in every state that is computed.
    fn known(&self, a: Self::Truth) -> Option<bool>;

    fn share(&mut self, value: f64) -> Self::Share;
    fn plus(&mut self, a: Self::Share, b: Self::Share) -> Self::Share;
    fn times(&mut self, a: Self::Share, b: Self::Share) -> Self::Share;
    /// The quotient; 0 where the divisor is 0.
    fn over(&mut self, a: Self::Share, b: Self::Share) -> Self::Share;
    /// Whether the share is larger than a limit, which is 0 but for [`World::majority`].
    fn above(&mut self, a: Self::Share, limit: f64) -> Self::Truth;
    /// `a` where the truth holds, else `b`.
    fn choose(&mut self, truth: Self::Truth, a: Self::Share, b: Self::Share) -> Self::Share;

    /// Whether more than half of all that are listed hold; those that are listed and not given do not.
    fn majority(&mut self, given: &[Self::Truth], listed: usize) -> Self::Truth {
        let (one, zero) = (self.share(1.0), self.share(0.0));
        let mut working = zero;
        for truth in given {
            let one = self.choose(*truth, one, zero);
            working = self.plus(working, one);
        }
        self.above(working, listed as f64 / 2.0)
    }

    /// Whether a component works, with its host and places.
    fn alive(&mut self, no: ComponentNo) -> Self::Truth;
    /// Whether a component does not even accept connections.
    fn crashed(&mut self, no: ComponentNo) -> Self::Truth;
    /// Whether a host works, with its places.
    fn host_alive(&mut self, no: HostNo) -> Self::Truth;
    /// Whether a link lets anything pass.
    fn link_alive(&mut self, no: LinkNo) -> Self::Truth;
    /// Whether the automatic reaction of a cluster works when it is needed.
    fn reacts(&mut self, cluster: usize) -> Self::Truth;
}
