//! Which share of the requests that arrive somewhere succeeds (sections 3 and 4).

use std::collections::HashMap;

use spof::topology::{Check, Clients, Kind};

use super::entries::Entry;
use super::flows::{Flow, Target, targets};
use super::{Function, Naive, State, bit, mean};

/// What a component does with a request.
#[derive(Debug)]
pub(super) enum Role {
    /// Answers static reads, and asks one of these for the rest.
    Web(Vec<Target>),
    /// Asks one of these for everything but this share of static reads.
    Forwarder(Vec<Target>, f64),
    App(App),
    Database,
    Other,
}

/// What an application server calls.
#[derive(Debug)]
pub(super) struct App {
    /// Application files; those on another host with the flows between.
    pub(super) files: Vec<(usize, Option<Target>)>,
    pub(super) databases: Vec<Target>,
    /// Forwarders that lead to databases.
    pub(super) proxies: Vec<Target>,
    pub(super) required: Vec<Target>,
}

impl Naive<'_> {
    pub(super) fn role(&self, no: usize) -> Role {
        let of = |fits: &dyn Fn(usize) -> bool| targets(self.requests_from(no).filter(|flow| fits(flow.to)));
        match self.kind(no) {
            Kind::WebServer => Role::Web(of(&|to| self.leads(to, Kind::AppServer, &mut Vec::new()))),
            Kind::AppServer => {
                let is_data = |to| self.kind(to) == Kind::Database;
                let to_data =
                    |to| self.kind(to).forwards() && self.leads(to, Kind::Database, &mut Vec::new());
                Role::App(App {
                    files: self.files(no),
                    databases: of(&is_data),
                    proxies: of(&to_data),
                    required: targets(self.flows_from(no).filter(|flow| {
                        let needed = self.parts[flow.to].component.settings.required;
                        needed && !matches!(self.kind(flow.to), Kind::Database | Kind::AppFiles | Kind::User)
                    })),
                })
            }
            Kind::Database => Role::Database,
            kind if kind.forwards() => {
                let mut pool = of(&|to| match self.kind(to) {
                    Kind::WebServer | Kind::AppServer | Kind::Database => true,
                    Kind::Cache => !self.is_store(to),
                    other => other.forwards(),
                });
                if pool.is_empty() && !self.is_in_front(no) {
                    pool = of(&|to| matches!(self.kind(to), Kind::SessionStore | Kind::Queue | Kind::Cache));
                }
                let keeps = matches!(kind, Kind::Cdn | Kind::Cache);
                let hit = if keeps { self.parts[no].component.settings.hit_share } else { 0.0 };
                if self.is_store(no) { Role::Other } else { Role::Forwarder(pool, hit) }
            }
            _ => Role::Other,
        }
    }

    /// Whether it is a cache with nothing behind it that stands in front of nothing: one beside the applications.
    fn is_store(&self, no: usize) -> bool {
        self.kind(no) == Kind::Cache && self.flows_from(no).next().is_none() && !self.is_in_front(no)
    }

    /// Whether users' requests get there through web servers and forwarders.
    fn is_in_front(&self, no: usize) -> bool {
        let mut reached: Vec<usize> = self.of(Kind::User).collect();
        let mut next = 0;
        while let Some(from) = reached.get(next).copied() {
            next += 1;
            if self.kind(from).forwards() || matches!(self.kind(from), Kind::User | Kind::WebServer) {
                for flow in self.requests_from(from) {
                    if !reached.contains(&flow.to) {
                        reached.push(flow.to);
                    }
                }
            }
        }
        reached.contains(&no)
    }

    /// Whether requests get from here to a kind, through forwarders (and, on the way to an application server, web
    /// servers).
    fn leads(&self, no: usize, kind: Kind, met: &mut Vec<usize>) -> bool {
        let passes =
            |kind_here: Kind| kind_here.forwards() || kind == Kind::AppServer && kind_here == Kind::WebServer;
        if self.kind(no) == kind {
            return true;
        }
        if met.contains(&no) || !passes(self.kind(no)) {
            return false;
        }
        met.push(no);
        self.requests_from(no).any(|flow| self.leads(flow.to, kind, met))
    }

    /// The application files on the host of an application server, or linked with it either way round.
    fn files(&self, app: usize) -> Vec<(usize, Option<Target>)> {
        let mut found = Vec::new();
        for files in self.of(Kind::AppFiles) {
            let between: Vec<Flow> = self
                .flows
                .iter()
                .filter(|flow| (flow.from, flow.to) == (app, files) || (flow.from, flow.to) == (files, app))
                .map(|flow| Flow { to: files, ..flow.clone() })
                .collect();
            if self.same_host(app, files) {
                found.push((files, None));
            } else if let Some(target) = targets(&between).pop() {
                found.push((files, Some(target)));
            }
        }
        found
    }

    /// The components that requests can come back to.
    pub(super) fn find_circles(&self) -> u64 {
        let calls = |no: usize| -> u64 {
            let (one, two, three): (&[Target], &[Target], &[Target]) = match &self.roles[no] {
                Role::Web(pool) | Role::Forwarder(pool, _) => (pool, &[], &[]),
                Role::App(app) => (&app.databases, &app.proxies, &app.required),
                Role::Database | Role::Other => (&[], &[], &[]),
            };
            [one, two, three].concat().iter().fold(0, |all, target| all | bit(target.to))
        };
        let mut reached: Vec<u64> = (0..self.parts.len()).map(calls).collect();
        for _ in 0..self.parts.len() {
            for no in 0..self.parts.len() {
                let next = (0..self.parts.len()).filter(|other| reached[no] & bit(*other) != 0);
                reached[no] = next.fold(reached[no], |all, other| all | reached[other]);
            }
        }
        (0..self.parts.len()).filter(|no| reached[*no] & bit(*no) != 0).map(bit).sum()
    }
}

/// One design in one state.
pub(super) struct Serving<'n> {
    pub(super) naive: &'n Naive<'n>,
    pub(super) state: State,
    /// By component and function, the share that succeeds, once it is known; never for those in circles, where it
    /// depends on the path.
    known: Vec<[Option<f64>; 3]>,
    /// The same in circles, by path.
    round: HashMap<(usize, Function, u64), f64>,
}

impl<'n> Serving<'n> {
    pub(super) fn new(naive: &'n Naive<'n>, state: State) -> Self {
        Self { naive, state, known: vec![[None; 3]; naive.parts.len()], round: HashMap::new() }
    }

    fn works(&self, no: usize) -> bool {
        bit(no) & self.state.down == 0
    }

    /// The share of users' requests that succeeds.
    pub(super) fn served(&mut self, function: Function) -> f64 {
        let users = &self.naive.users;
        let answered = self.name_is_answered();
        let shares: Vec<f64> =
            users.iter().map(|entries| if answered { self.user(entries, function) } else { 0.0 }).collect();
        mean(&shares)
    }

    /// Where there are name servers, one must work.
    pub(super) fn name_is_answered(&self) -> bool {
        self.naive.name_servers.is_none_or(|servers| servers & !self.state.down != 0)
    }

    pub(super) fn user(&mut self, entries: &[Entry], function: Function) -> f64 {
        let entered = self.entered(entries);
        let at = |serving: &mut Self, targets: &[Target]| {
            let shares: Vec<f64> =
                targets.iter().map(|target| serving.through(target, function, 0)).collect();
            mean(&shares)
        };
        let shares: Vec<f64> = entered.into_iter().map(|targets| at(self, targets)).collect();
        mean(&shares)
    }

    /// What answers at each address that users end up with: those who retry pass over the ones where nothing does.
    pub(super) fn entered<'e>(&self, entries: &'e [Entry]) -> Vec<&'e [Target]> {
        let retry = self.naive.topology.clients == Clients::Retry;
        let all = entries.iter().map(|entry| entry.targets(self.state));
        all.filter(|targets| !retry || targets.iter().any(|target| !target.is_dead(self.state))).collect()
    }

    /// The share of requests sent to a target that succeeds, on a path that has met these.
    pub(super) fn through(&mut self, target: &Target, function: Function, path: u64) -> f64 {
        if target.is_open(self.state) { self.ok(target.to, function, path) } else { 0.0 }
    }

    /// The share of requests arriving at a component that succeeds.
    fn ok(&mut self, no: usize, function: Function, path: u64) -> f64 {
        if !self.works(no) || path & bit(no) != 0 {
            return 0.0;
        }
        if let Some(share) = self.known[no][function as usize] {
            return share;
        }
        let naive = self.naive;
        let path = path | bit(no);
        let circular = naive.circular & bit(no) != 0;
        if let Some(share) = circular.then(|| self.round.get(&(no, function, path))).flatten() {
            return *share;
        }
        let share = match (&naive.roles[no], function) {
            (Role::Web(_) | Role::Database, Function::StaticRead) | (Role::Other, _) => 1.0,
            (Role::Forwarder(pool, hit), Function::StaticRead) => {
                hit + (1.0 - hit) * self.pool(no, pool, function, path)
            }
            (Role::Web(pool) | Role::Forwarder(pool, _), _) => self.pool(no, pool, function, path),
            (Role::App(app), _) if !self.has_files(app) => 0.0,
            (Role::App(_), Function::StaticRead) => 1.0,
            (Role::App(app), _) => self.app(no, app, function, path),
            (Role::Database, Function::DynamicRead) => f64::from(u8::from(naive.readable(no, self.state))),
            (Role::Database, Function::Write) => f64::from(u8::from(naive.writable(no, self.state))),
        };
        if circular {
            self.round.insert((no, function, path), share);
        } else {
            self.known[no][function as usize] = Some(share);
        }
        share
    }

    /// The weighted average over the chosen targets.
    fn pool(&mut self, no: usize, pool: &[Target], function: Function, path: u64) -> f64 {
        let (mut sum, mut weights) = (0.0, 0.0);
        for target in self.chosen(no, pool, path) {
            sum += target.weight * self.through(target, function, path);
            weights += target.weight;
        }
        if weights > 0.0 { sum / weights } else { 0.0 }
    }

    /// The targets that a forwarder or web server uses (section 4).
    pub(super) fn chosen<'t>(&mut self, no: usize, pool: &'t [Target], path: u64) -> Vec<&'t Target> {
        let settings = &self.naive.parts[no].component.settings;
        let mut fit: Vec<&Target> = Vec::new();
        for target in pool.iter().filter(|target| target.weight > 0.0) {
            let fits = match settings.check {
                Check::None if settings.redispatch => !target.is_dead(self.state),
                Check::None => true,
                Check::Tcp | Check::Passive => !target.is_dead(self.state),
                Check::Http => self.through(target, Function::StaticRead, path) > 0.0,
                Check::Deep => self.through(target, Function::DynamicRead, path) > 0.0,
            };
            if fits {
                fit.push(target);
            }
        }
        if fit.iter().any(|target| !target.backup) {
            fit.retain(|target| !target.backup);
        }
        fit
    }

    pub(super) fn has_files(&self, app: &App) -> bool {
        app.files.iter().any(|(files, between)| {
            self.works(*files) && between.as_ref().is_none_or(|target| target.is_open(self.state))
        })
    }

    fn app(&mut self, no: usize, app: &App, function: Function, path: u64) -> f64 {
        let serving = self.data(no, app, function, path);
        let shares: Vec<f64> = serving.into_iter().map(|(_, share)| share).collect();
        let required = app.required.iter().map(|part| match self.naive.kind(part.to) {
            // A cache beside the path is needed itself, not what it may lead to.
            Kind::Cache => f64::from(u8::from(self.works(part.to) && part.is_open(self.state))),
            _ => self.through(part, function, path),
        });
        mean(&shares) * required.product::<f64>()
    }

    /// The databases that an application server may use now, and the forwarders through which it gets anything from
    /// one, with the share that succeeds there.
    pub(super) fn data<'t>(
        &mut self,
        no: usize,
        app: &'t App,
        function: Function,
        path: u64,
    ) -> Vec<(&'t Target, f64)> {
        let mut serving = Vec::new();
        for target in &app.databases {
            if target.is_open(self.state) && self.naive.may_use(no, target.to, function, self.state) {
                serving.push((target, 1.0));
            }
        }
        for target in &app.proxies {
            let share = self.through(target, function, path);
            if share > 0.0 {
                serving.push((target, share));
            }
        }
        serving
    }
}
