//! What follows from a topology: outcomes, single points of failure, availability, capacity, findings.
//!
//! An [`Engine`] is a design made ready for questions. This page states its rules as built, so that somebody else can
//! write an independent checker; `tests/it/analysis/naive.rs` is one.
//!
//! # What can fail
//!
//! - At granularity *host* the [elements](Engine::elements) are: hosts; free-standing components that are neither
//!   users nor external nor application files nor monitoring; places with a stated availability. At granularity
//!   *component* also each component on a host that is neither application files nor a firewall nor monitoring nor a
//!   user. Where nothing is stated an element works 0.999 of the time and takes 4 hours to repair.
//! - A failed host fails its components; a failed place fails all that stands in it or in a place inside it, but what
//!   is external. What-if may fail anything that has an id, and links: a broken link lets nothing pass.
//! - A part *crashes* or *hangs*. Both are failures: nothing succeeds there, it holds no shared address, it has no
//!   vote. They differ only where a caller looks at connections: a hung component still accepts them. Of two failures
//!   of one part the crash counts. A firewall that has failed either way lets nothing pass.
//!
//! # Flows
//!
//! - A [`Flow`] is a caller, a called, two parts neither of which is a firewall, and a port. A link into a firewall
//!   goes on in the links out of it with the same port; each such chain of links that meets no firewall twice is a
//!   *way*. A way is open while its links and firewalls work and each firewall on it allows the flow. Besides, each
//!   firewall on the called host must allow the flow, unless it comes from the same host. A flow is open while one of
//!   its ways is.
//! - A firewall with rules `drawn` allows every flow that is drawn. With listed rules the first that matches decides,
//!   and what matches none is denied. A name in a rule means a component, a host, a place or a cluster with all that
//!   belongs to it, or a network: in `to` one of the called's; in `from` one that both ends share or, where they share
//!   none, one of the caller's. Users and external parts without stated networks are on the internet.
//! - Requests and queries go by flows of every protocol but `replication`, `vrrp`, `metrics`, `logs`, `dns`, `smtp`,
//!   `ssh` and `file`.
//! - The replication flow of a replica is a drawn flow from it to the primary, with `replication` or any protocol of
//!   requests, or from the primary to it with `replication`. A replica *counts* if one of them gets through in the
//!   intact design. A cluster alone implies none: the file to start from in `semantics.md`, section 13, draws none,
//!   and is read so, by the sentence of section 6.
//!
//! # Who serves
//!
//! `ok(c, F)` is the share of requests for F arriving at c that succeeds. It is 0 where c has failed or the path has
//! met c before. The outcome of F is the mean of `ok` over the users; one who has links, but no flow of requests to a
//! web server, an application server or a forwarder (load balancer, proxy, cache, CDN) of which not every link only
//! redirects, does not count, and one without links counts 0. It is 0 where there is no user. It is up at 1, down at
//! 0, and else degraded.
//!
//! - **Web server**: 1 for static reads. Otherwise it chooses among the application servers it calls, and among the
//!   forwarders and web servers it calls from which requests can reach one through forwarders and web servers.
//! - **Application server**: 0 where neither its host carries application files that work nor an open flow, either
//!   way round, joins it with such files. With files 1 for static reads. Otherwise the mean over the databases that
//!   it calls and may use now, which count 1 each, and the forwarders leading to databases that it calls, which
//!   count as their `ok` where that is not 0; times `ok` of each part marked `required` that it has a flow to,
//!   whatever they speak, a cache counting 1 while it works.
//! - **Forwarder**: it chooses among the web servers, application servers, databases and forwarders that it calls, or
//!   where there are none and no user's requests reach it but by way of an application server, among session stores,
//!   queues and caches. A CDN or cache answers its hit share of static
//!   reads itself. A cache that calls nobody and that requests reach by way of application servers only is a store,
//!   whatever its hit share: 1, and no target of forwarders that have others.
//! - **Database**: 1 for static reads (that is, for an http check), for dynamic reads where it is readable, for
//!   writes where it is writable. A forwarder knows nothing of these roles.
//! - Anything else: 1.
//!
//! **Choosing.** A caller's targets are the components that it calls; several ports of one component are one target,
//! open while one flow to it is. Its weight is that of its way, the product of the links' weights; the largest, where
//! there are several ways. It is for backup where each way has a link that is. A target is *dead* when it has crashed
//! or no flow to it is open. It is chosen, by the caller's `check`: `none`, always, but with `redispatch` only if not
//! dead; `tcp` and `passive`, if not dead; `http`, if `ok(static_read)` through the flow is above 0; `deep`, if
//! `ok(dynamic_read)` is. Weight 0 is never chosen, and backups only where no other target is. The share is the
//! average over the chosen, by weight; 0 where none is chosen.
//!
//! **Entries.** With a zone they are the addresses that the site's name resolves to; without one, what the user has
//! such flows to. Each has an equal share. An address belongs to the cluster that shares it, else to the first host,
//! else the first part that states it, else to nobody, which is 0. On its owner a request goes to what the user has
//! flows to there, on average, or by the ways that cross an in-line firewall there. A shared address is held by the
//! first member that is fit, in the order of an `active_passive` cluster, or from the member with the same place as
//! the address and round in an `active_active` one; it answers itself if users call it, else what they call on its
//! host does. Fit is a member whose host works (`track: host`), or that works itself (`track: service`, and members
//! without a host). With `clients: retry` the addresses at which everything is dead, or that nobody holds, are left
//! out of the average. Where the design has a zone and name servers, one must work, or every function is down.
//!
//! **Databases.** The first `primary_replica` or `multi_primary` cluster that names a database is its group. A lone
//! database is readable and writable while it works. The primary of a group is, too. A replica is readable while it
//! works and counts; it is writable if besides the primary has failed, promotion is automatic, and fencing is on or
//! more than half of all listed voters work (never where they are two databases), and no earlier replica is. A member
//! of a `multi_primary` cluster is both while it works and more than half of all members do. An application server
//! may use a database over an open flow: for writes and with `reads: primary` a writable one; with `any` a readable
//! one; with `replicas` a readable one that is not writable, or is a member of a `multi_primary` cluster.
//!
//! **Circles.** A request ends where it meets a component again. So what becomes of it depends on where it is in a
//! circle and which components of that circle it has met; a circle with too many such stops is *tangled* (see Limits):
//! what arrives at a component of it is not passed on to another one of it.
//!
//! # Single points of failure, cut sets, availability
//!
//! A cut set is a set of crashed elements after which a function is down, while it is not after any proper subset,
//! the empty one included; a single point of failure is a cut set of one. [`Engine::availability`] is the mean of the
//! outcome over all states of the elements, each working with its availability, independently. A cluster's
//! `common_cause` β gives each group of at least two elements that stand for its members and have the same nearest
//! place, or none, an event of probability β·U, and leaves each (1 − β) of its own U; where they differ, the event
//! has the smallest U. Its `coverage` c is one more event: with probability 1 − c its address stays with the first
//! member, its replica is not promoted, its `multi_primary` members serve only while all work.
//!
//! The figures are exact where up to 22 elements and events matter in a design of some tens of parts, and beyond that
//! where a decision diagram of the outcome, or those of the parts of a sum that is the outcome, take no more than half a
//! million nodes: series, parallel tiers, majorities and modules of 60 elements do, and servers that each call a few
//! neighbours. Else [`Availability::bounds`] is two bounds, and [`Availability::unknown`] more than 0. They rest on no
//! monotony: looked at are states with few unlikely turns; the others count as failed below and as served above, but for
//! those of which it is known that the function is up or down. Importance is told where the figures are exact.
//!
//! The *importance* of an element for a function is Birnbaum's (1969): the mean outcome while it works less that
//! while it has failed, all else as it comes, without β and c; what it would gain if it never failed is this times
//! the share of time that it has failed. A *failover gap* is the time until a reaction has taken effect: health
//! checks `fall × check_seconds`, 0 where a caller tries the next target itself; a shared address 3.6 s; a promotion
//! 30 s, by hand 30 minutes; a majority 15 s; the next address 0.25 s; or what a cluster states. It counts for the
//! share of requests that is on its way there while everything works, where everything is shared by weight: those that
//! a caller passes on to a target; those at an address; the writes at a primary, and the reads that application servers
//! with `reads: primary` send there; all at the members of a `multi_primary` cluster. It counts as often as an element
//! crashes that takes the target, the first member, the primary or the member down (of an address that is not shared,
//! the first that users call there), `(1 − availability) / repair time`, if after this crash something takes over: the
//! caller passes requests on to another target, another member has the address, or nothing accepts connections there
//! while another address of the user has something, and some of the requests succeed there; requests reach a replica
//! that is promoted, or another member that goes on; by hand, a replica works that counts.
//!
//! # Reasons
//!
//! Every request for a function *passes* an element if none would succeed that kept away from it while everything
//! works, itself included; else requests *need* it: a name server, files, a required part, a majority, a check that
//! asks for more than the request. A *common cause* is a host or place in a cut set of whose parts none could take
//! its place there, while some of them together could.
//!
//! # Load and capacity
//!
//! Requests load every component that they reach alive, one each; behind an application server, which asks nobody
//! without its files, a forwarder carries their queries. A dynamic read makes `read_queries` at one unit; a write
//! `write_queries` at 3 units where it is accepted and 2 at each other readable member of the group. What a component
//! can do, if nothing is stated: load balancer 20 000 requests a second, 10 000 with a certificate; web server 10 000
//! and application server 200, both in proportion to stated `workers`, where these are for 8; database 3 000 units;
//! everything else has no limit. All capacities on a host with web server, application server and database are × 0.6.
//! Targets share by weight; with `least_connections`, `random_2` and `first` those through which something succeeds
//! share as is best for the whole, for each function apart, while others keep their weight; a forwarder that requests
//! can come back to shares by weight. Capacity is the largest rate at which no component has more to do than it can;
//! 0 where a function of the mix is down.
//!
//! # Exposure
//!
//! A port of a component counts as reachable from the internet where an open flow to it comes from a user or from
//! somebody else's part that is on the internet; and where its host is itself on the internet and something there
//! listens on it ([`Engine::exposed`] says which ports those are), unless the in-line firewalls that stand before the
//! host for every flow into it, or those on it, deny it. [`Engine::probe`] asks the same of any caller and port.
//!
//! # Cost
//!
//! [`cost()`] is counted in the teaching units of `semantics.md`, section 10.
//!
//! # Limits
//!
//! What is left out is said: in [`Report::left_out`], or where the answer is.
//!
//! - **Circles**: 20 000 stops in all, circles taken from the called to the callers; those that do not fit are tangled.
//! - **Ways**: the search from one link meets and notes at most 20 000 firewalls, those from all links of a design
//!   1 000 000; what is beyond lets nothing pass. A weight is at most 1e100. A name follows at most 8 CNAME records.
//! - **Free division**: 400 variables and 400 components with a limit; beyond, all share by weight, and the capacity is
//!   a lower bound ([`Capacity::at_least`]). After each single failure it is counted where elements times parts, flows
//!   and what is on their ways are at most a million.
//! - **Cut sets**: [`CutSets::complete_to`] says up to which size they are all there. Common causes are looked for in
//!   the first 64 of them. Single points of failure are always all there; they are explained with more than whether
//!   requests pass or need them up to 2^17 of elements times that work, and those that are left after failures
//!   ([`Aftermath`]) up to 2 000 000.
//! - **Failover gaps**: where elements times parts, flows and what is on their ways are more than half a million, a target
//!   takes over from another one with which it does not fall.
//! - **Availability**: as above.

mod address;
mod aftermath;
mod apart;
mod arrangement;
mod availability;
mod batch;
mod calls;
mod capacity;
mod chances;
mod circle;
mod concrete;
mod cost;
mod cutset;
mod database;
mod difference;
mod element;
mod engine;
mod entry;
mod evaluate;
mod explain;
mod fault;
mod few;
mod finding;
mod firewall;
mod flow;
mod function;
mod gap;
mod grounds;
mod hash;
mod index;
mod lanes;
mod likeliest;
mod likely;
mod limit;
mod lists;
mod load;
mod order;
mod plan;
mod program;
mod proposal;
mod reach;
mod relevant;
mod report;
mod rules;
mod same;
mod sets;
mod single;
mod states;
mod symbolic;
mod walk;
mod witness;
mod world;

pub use aftermath::{Aftermath, FunctionAftermath, TakeOver};
pub use availability::{Availability, Importance};
pub use calls::{Calls, Guard, Owner, Watch, covers, is_server};
pub use capacity::Capacity;
pub use cost::cost;
pub use cutset::{CutSets, Spof};
pub use difference::{Change, Difference, FunctionDifference, Told, Worth, difference, renamed};
pub use element::Element;
pub use engine::Engine;
pub use explain::CommonCause;
pub use finding::{Finding, FindingState, Fix, Severity};
pub use firewall::{Decision, Why};
pub use flow::{Flow, Path};
pub use function::{Failure, Failures, Function, Granularity, Outcome, State};
pub use gap::{FailoverGap, Reaction};
pub use reach::{Exposure, Probe};
pub use report::{FunctionReport, Options, Report, analyse};
pub use rules::{RULES, Rule, Trials, findings, rule};
pub use walk::Hop;
