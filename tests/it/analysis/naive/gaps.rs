//! How long users wait until something takes over: the time before detection has done its work (section 3), by the
//! rules on the page of `spof::analysis`.
//!
//! Nothing is judged by what a design looks like. Requests are followed while everything works, and again after each
//! single failure; a reaction counts where the requests that went to what has failed then get through elsewhere.

use std::collections::BTreeMap;

use spof::topology::{Check, Clients, Kind, Reads};

use super::entries::Entry;
use super::flows::Target;
use super::serve::{App, Role, Serving};
use super::states::Element;
use super::{Function, Naive, State, bit};

const ADDRESS: f64 = 3.6;
const PROMOTION: f64 = 30.0;
const MANUAL: f64 = 30.0 * 60.0;
const MAJORITY: f64 = 15.0;
const RETRY: f64 = 0.25;

/// Which reaction, by whom, after whose failure, and which function waits.
pub(crate) type Waiting = (&'static str, String, String, usize);

/// How long a reaction takes, in seconds, and of which share of the requests how many failures a year are waited for.
#[derive(Debug, Default, Clone, PartialEq)]
pub(crate) struct Wait {
    pub(crate) seconds: f64,
    pub(crate) often: Vec<(f64, f64)>,
}

impl Wait {
    /// Adds a share for which so many failures a year count.
    pub(crate) fn add(&mut self, share: f64, failures: f64) {
        match self.often.iter_mut().find(|(_, known)| (*known - failures).abs() < 1e-9) {
            Some((known, _)) => *known += share,
            None => self.often.push((share, failures)),
        }
        self.often.sort_by(|one, other| one.1.total_cmp(&other.1));
    }
}

/// Where the requests for one function go in one state.
struct Journey<'n> {
    serving: Serving<'n>,
    function: Function,
    /// By component, the share of the users' requests that arrives there.
    arriving: Vec<f64>,
    /// By caller and called, the share that is passed on, and whether any of it succeeds there.
    passed: BTreeMap<(usize, usize), (f64, bool)>,
}

impl<'n> Journey<'n> {
    fn new(naive: &'n Naive<'n>, state: State, function: Function) -> Self {
        let mut journey = Self {
            serving: Serving::new(naive, state),
            function,
            arriving: vec![0.0; naive.parts.len()],
            passed: BTreeMap::new(),
        };
        for entries in naive.users.iter().filter(|_| journey.serving.name_is_answered()).collect::<Vec<_>>() {
            let entered = journey.serving.entered(entries);
            for targets in &entered {
                for target in *targets {
                    let parts = naive.users.len() * entered.len() * targets.len();
                    journey.go(target, 1.0 / parts as f64, 0);
                }
            }
        }
        journey
    }

    fn go(&mut self, target: &Target, share: f64, path: u64) {
        let (no, state, naive) = (target.to, self.serving.state, self.serving.naive);
        if share <= 0.0 || !target.is_open(state) || (state.down | path) & bit(no) != 0 {
            return;
        }
        self.arriving[no] += share;
        let path = path | bit(no);
        let is_static = self.function == Function::StaticRead;
        match &naive.roles[no] {
            Role::Web(_) | Role::App(_) if is_static => {}
            Role::Web(pool) => self.divide(no, pool, share, path),
            Role::Forwarder(pool, hit) => {
                self.divide(no, pool, if is_static { share * (1.0 - hit) } else { share }, path);
            }
            Role::App(app) => self.ask(no, app, share, path),
            Role::Database | Role::Other => {}
        }
    }

    /// By weight, whatever the algorithm.
    fn divide(&mut self, no: usize, pool: &[Target], share: f64, path: u64) {
        let chosen = self.serving.chosen(no, pool, path);
        let weights: f64 = chosen.iter().map(|target| target.weight).sum();
        for target in chosen {
            self.pass(no, target, share * target.weight / weights, path);
        }
    }

    fn ask(&mut self, no: usize, app: &App, share: f64, path: u64) {
        if !self.serving.has_files(app) {
            return;
        }
        let data: Vec<&Target> =
            self.serving.data(no, app, self.function, path).into_iter().map(|(target, _)| target).collect();
        for target in &data {
            self.pass(no, target, share / data.len() as f64, path);
        }
        for target in app.required.iter().filter(|target| !data.iter().any(|other| other.to == target.to)) {
            self.go(target, share, path);
        }
    }

    fn pass(&mut self, from: usize, target: &Target, share: f64, path: u64) {
        let serves = self.serving.through(target, self.function, path) > 0.0;
        let passed = self.passed.entry((from, target.to)).or_default();
        *passed = (passed.0 + share, passed.1 || serves && share > 0.0);
        self.go(target, share, path);
    }

    /// The share of the requests at an address that succeeds.
    fn share(&mut self, targets: &[Target]) -> f64 {
        let shares: Vec<f64> =
            targets.iter().map(|target| self.serving.through(target, self.function, 0)).collect();
        super::mean(&shares)
    }

    fn is_dead(&self, entry: &Entry) -> bool {
        entry.targets(self.serving.state).iter().all(|target| target.is_dead(self.serving.state))
    }
}

/// One single failure, and where requests go then.
struct Failed<'e, 'n> {
    element: &'e Element,
    after: Journey<'n>,
}

impl Naive<'_> {
    /// Every reaction that somebody waits for.
    pub(crate) fn gaps(&self, components: bool) -> BTreeMap<Waiting, Wait> {
        let elements = self.elements(components);
        let mut gaps = BTreeMap::new();
        for function in Function::ALL {
            let before = Journey::new(self, State::default(), function);
            let mut failed: Vec<Failed> = elements
                .iter()
                .map(|element| Failed { element, after: Journey::new(self, element.failed, function) })
                .filter(|failed| failed.after.serving.name_is_answered())
                .collect();
            self.at_entries(&before, &mut failed, &mut gaps);
            self.at_checks(&before, &mut failed, &mut gaps);
            self.at_data(&before, &mut failed, &mut gaps);
        }
        gaps
    }

    /// Counts the failures that take a part down and after which something takes over.
    fn count(
        &self,
        (reaction, by, after, seconds): (&'static str, String, usize, f64),
        (share, failed, gaps): (f64, &mut [Failed], &mut BTreeMap<Waiting, Wait>),
        takes_over: &dyn Fn(&mut Journey) -> bool,
    ) {
        let takes_it_down = |failed: &&mut Failed| failed.element.failed.crashed & bit(after) != 0;
        let function = failed.first().map_or(0, |failed| failed.after.function as usize);
        let mut often = 0.0;
        for failed in failed.iter_mut().filter(takes_it_down) {
            if takes_over(&mut failed.after) {
                often += failed.element.failures_a_year;
            }
        }
        if share > 0.0 && often > 0.0 {
            let gap =
                gaps.entry((reaction, by, self.ids[after].clone(), function)).or_insert_with(Wait::default);
            gap.seconds = seconds;
            gap.add(share, often);
        }
    }

    fn at_entries(&self, before: &Journey, failed: &mut [Failed], gaps: &mut BTreeMap<Waiting, Wait>) {
        let retry = self.topology.clients == Clients::Retry;
        for (user, entries) in self.callers.iter().zip(&self.users) {
            let alive = |entry: &&Entry| !retry || !before.is_dead(entry);
            let counting = entries.iter().filter(alive).count();
            let share = 1.0 / (counting * self.users.len()) as f64;
            for (no, entry) in entries.iter().enumerate().filter(|(_, entry)| alive(entry)) {
                if let (Some(cluster), Some(first)) = (entry.cluster, entry.holders.first()) {
                    let cluster = &self.topology.clusters[cluster];
                    let seconds = cluster.failover_seconds.unwrap_or(ADDRESS);
                    let first = first.member.expect("a shared address is some member's");
                    let moved = |after: &mut Journey| {
                        let holder = entry.holder(after.serving.state);
                        holder.is_some_and(|holder| {
                            holder.member != Some(first) && after.share(&holder.targets) > 0.0
                        })
                    };
                    let what = ("address", cluster.id.to_string(), first, seconds);
                    self.count(what, (share, failed, gaps), &moved);
                }
                let Some(first) = entry.targets(State::default()).first().filter(|_| retry) else { continue };
                let next = |after: &mut Journey| {
                    let others = entries.iter().enumerate().filter(|(other, _)| *other != no);
                    let state = after.serving.state;
                    after.is_dead(entry)
                        && others.map(|(_, entry)| entry.targets(state)).any(|other| after.share(other) > 0.0)
                };
                let what = ("retry", self.ids[*user].clone(), first.to, RETRY);
                self.count(what, (share, failed, gaps), &next);
            }
        }
    }

    fn at_checks(&self, before: &Journey, failed: &mut [Failed], gaps: &mut BTreeMap<Waiting, Wait>) {
        for (&(by, after), &(share, _)) in &before.passed {
            let settings = &self.parts[by].component.settings;
            let seconds = match settings.check {
                _ if self.kind(by) == Kind::AppServer => continue,
                Check::None if !settings.redispatch => continue,
                _ if settings.redispatch => 0.0,
                Check::None | Check::Passive => 0.0,
                Check::Tcp | Check::Http | Check::Deep => f64::from(settings.fall) * settings.check_seconds,
            };
            let to_another = |journey: &mut Journey| {
                journey.passed.iter().any(|((from, to), (_, serves))| *from == by && *to != after && *serves)
            };
            self.count(("check", self.ids[by].clone(), after, seconds), (share, failed, gaps), &to_another);
        }
    }

    fn at_data(&self, before: &Journey, failed: &mut [Failed], gaps: &mut BTreeMap<Waiting, Wait>) {
        for group in &self.groups {
            let cluster = &self.topology.clusters[group.cluster];
            let own = cluster.failover_seconds;
            let arriving: f64 = group.members.iter().map(|(member, _)| before.arriving[*member]).sum();
            if group.several_primaries && before.function != Function::StaticRead {
                for (member, _) in &group.members {
                    let what = ("majority", cluster.id.to_string(), *member, own.unwrap_or(MAJORITY));
                    let goes_on = |journey: &mut Journey| {
                        let state = journey.serving.state;
                        group.members.iter().any(|(other, _)| {
                            other != member && self.readable(*other, state) && journey.arriving[*other] > 0.0
                        })
                    };
                    self.count(what, (arriving, failed, gaps), &goes_on);
                }
                continue;
            }
            let (primary, _) = group.members[0];
            let from_primary_only = |app: usize| {
                matches!(self.roles[app], Role::App(_))
                    && self.parts[app].component.settings.reads == Reads::Primary
            };
            let share = match before.function {
                Function::StaticRead => 0.0,
                Function::Write => before.arriving[primary],
                Function::DynamicRead => before
                    .passed
                    .iter()
                    .filter(|((app, to), _)| *to == primary && from_primary_only(*app))
                    .map(|(_, (share, _))| share)
                    .sum(),
            };
            let replicas = || group.members[1..].iter();
            if group.election.is_some() {
                let promoted = |journey: &mut Journey| {
                    let state = journey.serving.state;
                    replicas().any(|(no, _)| self.writable(*no, state) && journey.arriving[*no] > 0.0)
                };
                let what = ("promotion", cluster.id.to_string(), primary, own.unwrap_or(PROMOTION));
                self.count(what, (share, failed, gaps), &promoted);
            } else {
                let there_is_one = |journey: &mut Journey| {
                    replicas().any(|(no, _)| self.readable(*no, journey.serving.state))
                };
                let what = ("manual_promotion", cluster.id.to_string(), primary, own.unwrap_or(MANUAL));
                self.count(what, (share, failed, gaps), &there_is_one);
            }
        }
    }
}
