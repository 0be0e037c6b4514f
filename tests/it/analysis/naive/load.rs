//! How much work requests make where they come, and how many a design carries (sections 9 and 10).

use spof::topology::{Algorithm, Kind};

use super::flows::Target;
use super::optimum::{Limit, largest_first};
use super::serve::{App, Role, Serving};
use super::{Function, Naive, State, bit};

/// An amount of requests: how much it grows with each variable. The first is the rate of all requests; the others
/// are what free forwarders send to each of their targets.
pub(super) type Amount = Vec<f64>;

/// Units of work of a write query where it is accepted, and where it is applied.
const WRITE: f64 = 3.0;
const APPLY: f64 = 2.0;

/// What a design carries.
#[derive(Debug)]
pub(crate) struct Most {
    pub(crate) rate: f64,
    /// The ids of what is full at that rate, and how full everything is that has a limit; not told where a free
    /// algorithm chooses.
    pub(crate) used: Option<Vec<(String, f64)>>,
}

/// Whether requests are before an application server, or queries behind it.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Tier {
    Front,
    Data,
}

/// What comes to a free forwarder, and the variables that say what it sends to whom.
struct Division {
    forwarder: usize,
    tier: Tier,
    function: Function,
    arrives: Amount,
    targets: Vec<Target>,
    /// The first of its variables; none before they are given out.
    first: Option<usize>,
}

struct Following<'n> {
    serving: Serving<'n>,
    function: Function,
    work: Vec<Amount>,
    divisions: Vec<Division>,
    variables: usize,
}

impl Naive<'_> {
    /// The largest rate of a mix at which nothing has more to do than it can; none where the best division would
    /// take too long to find.
    pub(crate) fn most(&self, state: State, mix: [f64; 3]) -> Option<Most> {
        let asked = || Function::ALL.into_iter().zip(mix).filter(|(_, part)| *part > 0.0);
        let served = self.served(state);
        if asked().any(|(function, _)| served[function as usize] < 1e-12) {
            return Some(Most { rate: 0.0, used: Some(Vec::new()) });
        }
        let mut following = Following {
            serving: Serving::new(self, state),
            function: Function::StaticRead,
            work: vec![Vec::new(); self.parts.len()],
            divisions: Vec::new(),
            variables: 1,
        };
        let parts: f64 = mix.iter().sum();
        for (function, part) in asked() {
            following.enter(function, part / parts);
        }
        let limited = (0..self.parts.len()).filter_map(|no| Some((no, self.limit(no)?)));
        let limits: Vec<(usize, Limit)> = limited
            .filter(|(no, _)| following.work[*no].iter().any(|part| *part != 0.0))
            .map(|(no, most)| (no, Limit { weights: following.work[no].clone(), most }))
            .collect();
        if following.divisions.is_empty() {
            let rate =
                limits.iter().map(|(_, limit)| limit.most / limit.weights[0]).fold(f64::INFINITY, f64::min);
            let full =
                |limit: &Limit| if rate.is_finite() { limit.weights[0] * rate / limit.most } else { 0.0 };
            let used = limits.iter().map(|(no, limit)| (self.ids[*no].clone(), full(limit))).collect();
            return Some(Most { rate, used: Some(used) });
        }
        let sums: Vec<Amount> = following.divisions.iter().map(Division::sum).collect();
        let limits: Vec<Limit> = limits.into_iter().map(|(_, limit)| limit).collect();
        Some(Most { rate: largest_first(following.variables, &sums, &limits)?, used: None })
    }

    /// What a component can do, in requests a second, for a database in units a second.
    fn limit(&self, no: usize) -> Option<f64> {
        let settings = &self.parts[no].component.settings;
        let workers = f64::from(settings.workers.unwrap_or(8)) / 8.0;
        let usual = match self.kind(no) {
            Kind::LoadBalancer if settings.certificate.is_empty() => Some(20_000.0),
            Kind::LoadBalancer => Some(10_000.0),
            Kind::WebServer => Some(10_000.0 * workers),
            Kind::AppServer => Some(200.0 * workers),
            Kind::Database => Some(3_000.0),
            _ => None,
        };
        let on_host = |kind: Kind| self.of(kind).any(|other| self.same_host(no, other));
        let all_in_one = [Kind::WebServer, Kind::AppServer, Kind::Database].into_iter().all(on_host);
        Some(settings.capacity.or(usual)? * if all_in_one { 0.6 } else { 1.0 })
    }

    /// The cost in teaching units a month.
    pub(crate) fn cost(&self) -> u32 {
        let hosts: u32 = self.topology.hosts.iter().map(|host| host.standing.cost.unwrap_or(40)).sum();
        let parts = self.topology.parts.iter().map(|part| {
            let usual = match part.component.kind {
                Kind::User => 0,
                _ if part.external => 0,
                Kind::Firewall => 20,
                _ => 10,
            };
            part.standing.cost.unwrap_or(usual)
        });
        hosts + parts.sum::<u32>()
    }
}

impl Division {
    /// What it sends, less what comes: nothing.
    fn sum(&self) -> Amount {
        let mut sum = Amount::new();
        let first = self.first.expect("variables have been given out");
        for variable in first..first + self.targets.len() {
            add(&mut sum, &one(variable), 1.0);
        }
        add(&mut sum, &self.arrives, -1.0);
        sum
    }
}

impl Following<'_> {
    /// Follows this share of all requests, which ask for a function.
    fn enter(&mut self, function: Function, share: f64) {
        self.function = function;
        if !self.serving.name_is_answered() {
            return;
        }
        let naive = self.serving.naive;
        for entries in &naive.users {
            let entered = self.serving.entered(entries);
            for targets in &entered {
                for target in *targets {
                    let parts = naive.users.len() * entered.len() * targets.len();
                    self.send(target, &vec![share / parts as f64], Tier::Front, 0);
                }
            }
        }
        // What one free forwarder sends may come to another, or more of it to one that has been followed.
        while let Some(place) = self.divisions.iter().position(|division| division.first.is_none()) {
            let division = &mut self.divisions[place];
            division.first = Some(self.variables);
            let (targets, tier, path) = (division.targets.clone(), division.tier, bit(division.forwarder));
            let first = self.variables;
            self.variables += targets.len();
            for (no, target) in targets.iter().enumerate() {
                self.send(target, &one(first + no), tier, path);
            }
        }
    }

    fn send(&mut self, target: &Target, amount: &Amount, tier: Tier, path: u64) {
        let (no, state) = (target.to, self.serving.state);
        if !target.is_open(state) || (state.down | path) & bit(no) != 0 {
            return;
        }
        let naive = self.serving.naive;
        let path = path | bit(no);
        let traffic = &naive.topology.traffic;
        let queries = match self.function {
            Function::Write => traffic.write_queries,
            _ => traffic.read_queries,
        };
        let is_static = self.function == Function::StaticRead;
        if !matches!(naive.roles[no], Role::Database) {
            add(&mut self.work[no], amount, if tier == Tier::Data { queries } else { 1.0 });
        }
        match &naive.roles[no] {
            Role::Database => self.query(no, amount, queries),
            Role::Web(_) | Role::App(_) if is_static => {}
            Role::Web(pool) => self.divide(no, pool, amount, tier, path),
            Role::Forwarder(pool, hit) => {
                let passed = if is_static { 1.0 - hit } else { 1.0 };
                self.divide(no, pool, &scaled(amount, passed), tier, path);
            }
            Role::App(app) => self.ask(no, app, amount, path),
            Role::Other => {}
        }
    }

    /// Shares requests out by weight; those with an algorithm that looks at how busy targets are as is best, among
    /// the targets through which something succeeds.
    fn divide(&mut self, no: usize, pool: &[Target], amount: &Amount, tier: Tier, path: u64) {
        let naive = self.serving.naive;
        let chosen = self.serving.chosen(no, pool, path);
        let weights: f64 = chosen.iter().map(|target| target.weight).sum();
        let algorithm = naive.parts[no].component.settings.algorithm;
        let looks =
            matches!(algorithm, Algorithm::LeastConnections | Algorithm::RandomTwo | Algorithm::First);
        let may = looks && naive.circular & bit(no) == 0;
        let function = self.function;
        let (free, fixed): (Vec<&Target>, Vec<&Target>) =
            chosen.into_iter().partition(|target| may && self.serving.through(target, function, path) > 0.0);
        for target in fixed {
            self.send(target, &scaled(amount, target.weight / weights), tier, path);
        }
        let rest = free.iter().map(|target| target.weight).sum::<f64>() / weights;
        if let [only] = free[..] {
            self.send(only, &scaled(amount, rest), tier, path);
        } else if !free.is_empty() {
            self.arrive(no, tier, &scaled(amount, rest), free);
        }
    }

    fn arrive(&mut self, forwarder: usize, tier: Tier, amount: &Amount, free: Vec<&Target>) {
        let same = |division: &&mut Division| {
            (division.forwarder, division.tier, division.function) == (forwarder, tier, self.function)
        };
        match self.divisions.iter_mut().find(same) {
            Some(division) => add(&mut division.arrives, amount, 1.0),
            None => self.divisions.push(Division {
                forwarder,
                tier,
                function: self.function,
                arrives: amount.clone(),
                targets: free.into_iter().cloned().collect(),
                first: None,
            }),
        }
    }

    /// An application server asks its databases, evenly, and every part that it cannot do without.
    fn ask(&mut self, no: usize, app: &App, amount: &Amount, path: u64) {
        if !self.serving.has_files(app) {
            return;
        }
        let data = self.serving.data(no, app, self.function, path);
        for (target, _) in &data {
            self.send(target, &scaled(amount, 1.0 / data.len() as f64), Tier::Data, path);
        }
        let is_asked = |target: &&Target| data.iter().any(|(other, _)| other.to == target.to);
        for target in app.required.iter().filter(|target| !is_asked(target)) {
            self.send(target, amount, Tier::Front, path);
        }
    }

    fn query(&mut self, no: usize, amount: &Amount, queries: f64) {
        let (naive, state) = (self.serving.naive, self.serving.state);
        match self.function {
            Function::DynamicRead if naive.readable(no, state) => add(&mut self.work[no], amount, queries),
            Function::Write if naive.writable(no, state) => {
                add(&mut self.work[no], amount, queries * WRITE);
                for copy in naive.copies(no, state) {
                    add(&mut self.work[copy], amount, queries * APPLY);
                }
            }
            _ => {}
        }
    }
}

/// As much as a variable says.
fn one(variable: usize) -> Amount {
    let mut amount = vec![0.0; variable + 1];
    amount[variable] = 1.0;
    amount
}

fn add(sum: &mut Amount, amount: &Amount, factor: f64) {
    sum.resize(sum.len().max(amount.len()), 0.0);
    for (sum, part) in sum.iter_mut().zip(amount) {
        *sum += part * factor;
    }
}

fn scaled(amount: &Amount, factor: f64) -> Amount {
    amount.iter().map(|part| part * factor).collect()
}
