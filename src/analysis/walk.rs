//! The life of one request: the name is asked and an address comes back; then the request goes to that address, and
//! its answer returns. Told hop by hop, for animation and for reading, from the same plan as every outcome.

use super::concrete::Concrete;
use super::engine::Engine;
use super::entry::User;
use super::evaluate::Evaluation;
use super::fault::{Fault, has};
use super::few::Few;
use super::function::Function;
use super::index::{ComponentNo, LinkNo};
use super::plan::{Needs, Pool, Role, Target};
use crate::topology::{Action, Id, Kind, LinkId};

/// One step of a request or of its answer, along one link.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hop {
    /// Where it starts, a component.
    pub from: Id,
    /// Where it ends, a component.
    pub to: Id,
    /// The link along which it goes, an answer against the link's direction; none where nothing is drawn, such as
    /// between a user and a name server.
    pub link: Option<LinkId>,
    /// Whether it is an answer.
    pub answer: bool,
    /// What happens, a few words without the names of both ends, such as `asks for the address of www.foobar.com`.
    pub caption: String,
}

/// A call that waits for its answer: the links that it went along, with their ends.
struct Call {
    steps: Vec<(ComponentNo, ComponentNo, LinkId)>,
    to: ComponentNo,
    /// Whether a firewall stops it on the way.
    stopped: bool,
}

impl Engine {
    /// The life of one request of a function while everything works: it takes the first way that every rule allows.
    /// Where the design has no user who calls it, there is none; where a request finds no way on, it turns back there
    /// with an error.
    #[must_use]
    pub fn walk(&self, function: Function) -> Vec<Hop> {
        let mut evaluation = self.evaluation(Concrete::intact(&self.index));
        evaluation.served(function);
        let Some(user) = self.plan.users.first() else { return Vec::new() };
        let mut walk = Walk { engine: self, evaluation, function, path: Vec::new(), hops: Vec::new() };
        if walk.ask_name(user) {
            walk.request(user);
        }
        walk.hops
    }
}

struct Walk<'a> {
    engine: &'a Engine,
    evaluation: Evaluation<'a, Concrete>,
    function: Function,
    /// Whom the request has met.
    path: Vec<ComponentNo>,
    hops: Vec<Hop>,
}

impl Walk<'_> {
    /// Asks a name server for the address, where the design has a zone and shows a name server; false where the name
    /// leads nowhere.
    fn ask_name(&mut self, user: &User) -> bool {
        let engine = self.engine;
        let (Some(site), true) = (&engine.topology().site, engine.topology().zone.is_some()) else {
            return true;
        };
        let servers = || (0..engine.index.spots.len()).filter(|no| engine.index.spots[*no].kind == Kind::Dns);
        let linked =
            |no: &ComponentNo| engine.flows.wires.iter().any(|wire| wire.from == user.no && wire.to == *no);
        let resolves = !user.entries.is_empty();
        let Some(server) = servers().find(linked).or_else(|| servers().next()) else { return resolves };
        let wire = engine.flows.wires.iter().find(|wire| wire.from == user.no && wire.to == server);
        let link =
            wire.and_then(|wire| wire.ways.first()?.links.first()).map(|link| engine.index.link(*link).id());
        let addresses: Vec<String> = user
            .entries
            .iter()
            .filter_map(|entry| entry.address)
            .map(|address| address.to_string())
            .collect();
        let says = if resolves {
            format!("answers: {}", addresses.join(", "))
        } else {
            "answers: no such address".into()
        };
        self.hop((user.no, server), link.clone(), false, format!("asks for the address of {site}"));
        self.hop((server, user.no), link, true, says);
        resolves
    }

    /// Follows the request down to where it is answered, and the answer back.
    fn request(&mut self, user: &User) {
        let Some((address, target)) = self.entry(user) else { return };
        let asks = match self.function {
            Function::StaticRead => "asks for a file",
            Function::DynamicRead => "asks for a page",
            Function::Write => "sends a change",
        };
        let caption = match address {
            Some(address) => format!("connects to {address} and {asks}"),
            None => asks.to_owned(),
        };
        let mut calls = Vec::new();
        let mut next = Some((target, caption));
        while let Some((target, caption)) = next.take() {
            let call = self.call(&target, &caption);
            let at = call.to;
            let mut good = false;
            if !call.stopped && !self.path.contains(&at) {
                self.path.push(at);
                let function = self.function;
                good = self.ask(|evaluation| evaluation.component(at, function)) > 0.0;
                next = self.onward(at);
            }
            calls.push((call, good));
        }
        let mut last = true;
        for (call, good) in calls.iter().rev() {
            let caption = if call.stopped {
                "lets no answer come".to_owned()
            } else {
                self.answer(call.to, last, *good)
            };
            self.back(call, &caption);
            last = false;
        }
    }

    /// Asks about what the request finds where it is.
    fn ask<T>(&mut self, ask: impl FnOnce(&mut Evaluation<'_, Concrete>) -> T) -> T {
        self.evaluation.on_path(&self.path, |evaluation| ask(evaluation))
    }

    /// The first address at which a request succeeds, else the first that leads anywhere, and what answers there.
    fn entry(&mut self, user: &User) -> Option<(Option<std::net::IpAddr>, Target)> {
        let mut found = Vec::new();
        for entry in &user.entries {
            let holding = self.evaluation.holding(entry);
            let holder = entry.holders.iter().zip(holding).find(|(_, holds)| *holds);
            let targets = holder.map_or(&[][..], |(holder, _)| &holder.targets);
            found.extend(targets.iter().map(|target| (entry.address, target.clone())));
        }
        let best = found.iter().position(|(_, target)| self.succeeds(target)).unwrap_or(0);
        found.into_iter().nth(best)
    }

    fn succeeds(&mut self, target: &Target) -> bool {
        let function = self.function;
        self.ask(|evaluation| evaluation.through(target, function)) > 0.0
    }

    /// Whom a component calls next for the request, and with what words; nobody where it answers itself or cannot.
    fn onward(&mut self, at: ComponentNo) -> Option<(Target, String)> {
        let engine = self.engine;
        match &engine.plan.roles[at] {
            Role::Web(_) | Role::App(_) if self.function == Function::StaticRead => None,
            Role::Forwarder(_, hit) if self.function == Function::StaticRead && *hit > 0.0 => None,
            Role::Web(pool) => {
                let target = self.pick(pool)?;
                Some((target, "passes it on to the code".to_owned()))
            }
            Role::Forwarder(pool, _) => {
                let target = self.pick(pool)?;
                let name = engine.index.component(at).settings.algorithm;
                let caption = match pool.targets.len() {
                    1 => "passes it on".to_owned(),
                    _ => format!("picks a target by {}", name.to_string().replace('_', " ")),
                };
                Some((target, caption))
            }
            Role::App(needs) => self.query(at, needs),
            Role::Database | Role::Other => None,
        }
    }

    fn pick(&mut self, pool: &Pool) -> Option<Target> {
        let chosen = self.ask(|evaluation| evaluation.chosen(pool));
        let mut targets =
            pool.targets.iter().zip(chosen).filter(|(_, chosen)| *chosen).map(|(target, _)| target);
        let first = targets.clone().next()?;
        if has(Fault::WalkIgnoresChecks) {
            return pool.targets.first().cloned();
        }
        Some(targets.find(|target| self.succeeds(target)).unwrap_or(first).clone())
    }

    /// Fetches the code and asks the required parts, where links to them are drawn; then the database.
    fn query(&mut self, at: ComponentNo, needs: &Needs) -> Option<(Target, String)> {
        let files = needs.files.iter().map(|(files, _)| (*files, self.wires(at, *files)));
        let linked = files.into_iter().find(|(_, wires)| !wires.is_empty());
        if let Some((to, wires)) = linked {
            let call = self.call(
                &Target {
                    to,
                    wires: Few::More(wires),
                    direct: false,
                    through: Vec::new(),
                    weight: 1.0,
                    backup: false,
                },
                "reads its code",
            );
            self.back(&call, "gives the code");
        }
        for part in &needs.required {
            let kind = self.engine.index.spots[part.to].kind.phrase();
            let call = self.call(part, &format!("asks the {kind}"));
            self.back(&call, "answers");
        }
        let function = self.function;
        let serving =
            needs.databases.iter().find(|target| self.evaluation.serves(target, function, needs.reads));
        let through = || needs.proxies.iter();
        let target = match serving {
            Some(target) => Some(target.clone()),
            None => through().find(|target| self.succeeds(target)).cloned(),
        };
        let target = target.or_else(|| needs.databases.iter().chain(&needs.proxies).next().cloned())?;
        let caption = if function == Function::Write { "writes the data" } else { "reads the data" };
        Some((target, caption.to_owned()))
    }

    fn wires(&self, from: ComponentNo, to: ComponentNo) -> Vec<usize> {
        let wires = self.engine.flows.wires.iter().enumerate();
        wires.filter(|(_, wire)| wire.from == from && wire.to == to).map(|(no, _)| no).collect()
    }

    /// Goes along the links to a target; in-line firewalls on the way let it pass.
    fn call(&mut self, target: &Target, caption: &str) -> Call {
        let engine = self.engine;
        let open = target.ways(&engine.flows.wires).next();
        let links = open.map_or_else(|| self.until_stopped(target), |way| way.links.to_vec());
        let mut steps = Vec::new();
        for link in links {
            if let Some((start, end)) = engine.index.ends[link] {
                steps.push((start, end, engine.index.link(link).id()));
            }
        }
        for (place, (start, end, link)) in steps.iter().enumerate() {
            let caption = if place == 0 { caption } else { "lets it pass" };
            self.hop((*start, *end), Some(link.clone()), false, caption.to_owned());
        }
        Call { steps, to: target.to, stopped: open.is_none() }
    }

    /// The links of the first way to a target up to the firewall that denies; all of them where it is one of the
    /// target's own host.
    fn until_stopped(&self, target: &Target) -> Vec<LinkNo> {
        let flow = &self.engine.flows()[target.wires[0]];
        let Some(path) = flow.paths.first() else { return Vec::new() };
        let denies = path.firewalls.iter().position(|said| said.action == Action::Deny);
        let links = path.links.iter().filter_map(|link| self.engine.index.link_no(link));
        links.take(denies.map_or(usize::MAX, |at| at + 1)).collect()
    }

    fn back(&mut self, call: &Call, caption: &str) {
        for (place, (start, end, link)) in call.steps.iter().enumerate().rev() {
            let caption = if place + 1 == call.steps.len() { caption } else { "lets the answer pass" };
            self.hop((*end, *start), Some(link.clone()), true, caption.to_owned());
        }
    }

    fn answer(&self, from: ComponentNo, last: bool, good: bool) -> String {
        let caption = match (&self.engine.plan.roles[from], self.function) {
            _ if !good => "answers with an error",
            (Role::Database, Function::Write) => "confirms the write",
            (Role::Database, _) => "answers with the rows",
            (Role::App(_), Function::Write) => "confirms the change",
            (Role::App(_), Function::DynamicRead) => "answers with the page it made",
            (Role::Forwarder(..), _) if last => "answers from what it keeps",
            (_, Function::StaticRead) if last => "answers with the file",
            _ => "passes the answer on",
        };
        caption.to_owned()
    }

    fn hop(
        &mut self,
        (from, to): (ComponentNo, ComponentNo),
        link: Option<LinkId>,
        answer: bool,
        caption: String,
    ) {
        let id = |no: ComponentNo| self.engine.index.spots[no].id.clone();
        self.hops.push(Hop { from: id(from), to: id(to), link, answer, caption });
    }
}
