//! What the rules of serving are computed with: truths and shares of one state, or of all states at once.

use super::index::{ComponentNo, HostNo, LinkNo};

/// A way to compute: what a truth and a share are, how they combine, and what works.
///
/// The rules are written once against this trait. With [`super::concrete::Concrete`] they give the outcome of one
/// state, with [`super::lanes::Lanes`] those of 64; with [`super::symbolic::Symbolic`] and [`super::apart::Apart`] the
/// outcome as a function of every element that can fail; [`super::relevant::Relevant`] only notes what is asked for.
/// Three have truths alone ([`Logic`]): [`super::batch::Batch`] says whether a function is down, for many states at once;
/// [`super::single::Single`] what each single failure turns; [`super::witness::Witness`] what an outcome rests on.
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
    /// Whether a link lets anything pass. Links fail in what-if only.
    fn link_alive(&mut self, _no: LinkNo) -> Self::Truth {
        self.truth(true)
    }
    /// Whether all links do.
    fn links_work(&self) -> bool {
        true
    }
    /// Whether the automatic reaction of a cluster works when it is needed.
    fn reacts(&mut self, cluster: usize) -> Self::Truth;
}

/// Truths alone: a world in which a share is told as whether it is above 0. That is enough to say whether anything
/// succeeds: shares and weights are never negative, so that a sum is above 0 where a part is, and a product where all
/// parts are. Links always let pass, and reactions always work, since neither is an element that fails.
pub(super) trait Logic {
    /// Yes or no.
    type Truth: Copy;

    fn truth(&mut self, value: bool) -> Self::Truth;
    fn and(&mut self, a: Self::Truth, b: Self::Truth) -> Self::Truth;
    fn or(&mut self, a: Self::Truth, b: Self::Truth) -> Self::Truth;
    fn not(&mut self, a: Self::Truth) -> Self::Truth;
    /// As [`World::known`].
    fn known(&self, a: Self::Truth) -> Option<bool>;
    /// As [`World::majority`].
    fn majority(&mut self, given: &[Self::Truth], listed: usize) -> Self::Truth;
    /// As [`World::alive`].
    fn alive(&mut self, no: ComponentNo) -> Self::Truth;
    /// As [`World::host_alive`].
    fn host_alive(&mut self, no: HostNo) -> Self::Truth;

    /// `a` where the truth holds, else `b`.
    fn choose(&mut self, truth: Self::Truth, a: Self::Truth, b: Self::Truth) -> Self::Truth {
        let taken = Logic::and(self, truth, a);
        let otherwise = Logic::not(self, truth);
        let left = Logic::and(self, otherwise, b);
        Logic::or(self, taken, left)
    }
}

impl<L: Logic> World for L {
    type Truth = L::Truth;
    type Share = L::Truth;

    fn truth(&mut self, value: bool) -> L::Truth {
        Logic::truth(self, value)
    }

    fn and(&mut self, a: L::Truth, b: L::Truth) -> L::Truth {
        Logic::and(self, a, b)
    }

    fn or(&mut self, a: L::Truth, b: L::Truth) -> L::Truth {
        Logic::or(self, a, b)
    }

    fn not(&mut self, a: L::Truth) -> L::Truth {
        Logic::not(self, a)
    }

    fn known(&self, a: L::Truth) -> Option<bool> {
        Logic::known(self, a)
    }

    fn share(&mut self, value: f64) -> L::Truth {
        Logic::truth(self, value > 0.0)
    }

    fn plus(&mut self, a: L::Truth, b: L::Truth) -> L::Truth {
        Logic::or(self, a, b)
    }

    fn times(&mut self, a: L::Truth, b: L::Truth) -> L::Truth {
        Logic::and(self, a, b)
    }

    /// A quotient of sums is above 0 where the dividend is: its parts are parts of the divisor too.
    fn over(&mut self, a: L::Truth, _b: L::Truth) -> L::Truth {
        a
    }

    fn above(&mut self, a: L::Truth, _limit: f64) -> L::Truth {
        a
    }

    fn choose(&mut self, truth: L::Truth, a: L::Truth, b: L::Truth) -> L::Truth {
        Logic::choose(self, truth, a, b)
    }

    fn majority(&mut self, given: &[L::Truth], listed: usize) -> L::Truth {
        Logic::majority(self, given, listed)
    }

    fn alive(&mut self, no: ComponentNo) -> L::Truth {
        Logic::alive(self, no)
    }

    fn crashed(&mut self, no: ComponentNo) -> L::Truth {
        let alive = Logic::alive(self, no);
        Logic::not(self, alive)
    }

    fn host_alive(&mut self, no: HostNo) -> L::Truth {
        Logic::host_alive(self, no)
    }

    fn reacts(&mut self, _cluster: usize) -> L::Truth {
        Logic::truth(self, true)
    }
}
