//! Faults that a test switches on, one at a time, to show that the brute force tells a broken engine from a sound
//! one. Only the crate's own tests can switch them on; elsewhere the questions are constants and nothing is left of
//! them.

#[cfg(test)]
mod sabotage;

/// A way in which the engine can be wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(test, derive(strum::VariantArray))]
pub(super) enum Fault {
    /// A hang is taken for a crash.
    HangIsACrash,
    /// The failure of a place spares what is in places inside it.
    InnerPlacesSpared,
    /// Where nothing is checked, crashes are found all the same.
    CrashesFoundUnchecked,
    /// Backups take requests beside the others.
    BackupsAlwaysChosen,
    /// Redispatch finds hangs too.
    RedispatchAfterHangs,
    /// A shared address moves with the host only, whatever it tracks.
    TrackIgnored,
    /// No failure helps: an address leaves a dead process as it leaves a dead host.
    FailuresNeverHelp,
    /// An address that nobody has is left out.
    DeadAddressIgnored,
    /// A replica is promoted without a majority of the voters.
    PromotionWithoutMajority,
    /// Fencing does not help a promotion.
    FencingIgnored,
    /// A replica counts although nothing is replicated to it.
    ReplicationIgnored,
    /// A firewall that has failed lets everything pass.
    FirewallsNeverFail,
    /// A firewall lets pass what it should deny.
    DenialIgnored,
    /// The last rule of a firewall that matches decides.
    LastRuleDecides,
    /// A cut set may have a smaller one in it.
    CutSetsNotSmallest,
    /// What an outcome rests on is the same after failures as before.
    OldGroundsKept,
    /// What does not work rests on nothing, as if no failure could help.
    MonotonyAssumed,
    /// Every reaction works.
    CoverageIgnored,
    /// No two members fail for one cause.
    CommonCauseIgnored,
    /// Servers that are all in one do as much as others.
    AllInOneIgnored,
    /// Replicas need not apply writes.
    ReplicasDoNoWork,
    /// Algorithms that look at how busy targets are share by weight.
    FreeSharesFixed,
    /// After a single failure everything works.
    FailureForgotten,
    /// Users wait for a reaction where nothing takes over.
    NobodyTakesOver,
    /// A target that has failed is waited for although the caller tries the next one itself.
    RedispatchWaits,
    /// Every request passes every single point of failure.
    NeedsArePassed,
    /// The way shown for a single point of failure leaves out the firewalls on it.
    FirewallsNotShown,
    /// One request that is told goes to the first target, chosen or not.
    WalkIgnoresChecks,
    /// What is somebody else's has a price.
    OthersCost,
}

/// Whether the engine has this fault now: never.
#[cfg(not(test))]
pub(super) const fn has(_: Fault) -> bool {
    false
}

#[cfg(test)]
pub(super) use sabotage::{has, proof};
