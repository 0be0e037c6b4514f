//! The table of properties: topologies, hosts, components, free-standing parts, places and links.

use super::Row;
use crate::topology::form::names;
use crate::topology::value::Held;
use crate::topology::{
    Algorithm, Check, Clients, Component, Form, Host, Kind, Link, Part, Place, Protocol, Reads, Settings,
    Standing, Topology, Traffic,
};

/// A share of time, of requests or of failures.
pub(super) const SHARE: Form = Form::Number(0.0, 1.0);
/// A time in seconds, at most a day.
pub(super) const SECONDS: Form = Form::Number(0.0, 86_400.0);
/// Times between two checks; two in one millisecond are none.
const INTERVAL: Form = Form::Number(0.001, 86_400.0);
/// Hours, at most ten years.
const HOURS: Form = Form::Number(0.0, 87_600.0);
/// Requests or queries a second.
const RATE: Form = Form::Number(0.0, 1e9);
/// Teaching units a month.
const COST: Form = Form::Whole(0, 1_000_000);
/// A row of the diagram, or a place in one.
const SPOT: Form = Form::Whole(1, 1000);
pub(super) const LABEL: Form = Form::Line(60);

/// Kinds that choose among targets.
const CHOOSES: &[&str] = &["load_balancer", "proxy", "cdn", "cache", "web_server"];
/// Kinds where TLS can end.
const ENDS_TLS: &[&str] =
    &["load_balancer", "proxy", "cdn", "cache", "web_server", "app_server", "mail_server"];
/// Kinds that an application server can depend on without being down for every request.
const OPTIONAL: &[&str] = &["session_store", "queue", "cache", "mail_server"];
/// Kinds that take requests, and so can be too slow.
const SERVES: &[&str] = &[
    "load_balancer",
    "proxy",
    "cdn",
    "cache",
    "web_server",
    "app_server",
    "database",
    "session_store",
    "queue",
    "firewall",
    "dns",
    "mail_server",
    "monitoring_service",
];
/// Kinds that can fail: everything but people and files.
const FAILS: &[&str] = &[
    "web_server",
    "app_server",
    "database",
    "load_balancer",
    "proxy",
    "firewall",
    "dns",
    "cache",
    "cdn",
    "session_store",
    "queue",
    "vrrp",
    "mail_server",
    "monitoring_client",
    "monitoring_service",
];

/// Compares two values of one type, which tells the compiler the type of a default.
fn same<T: PartialEq>(value: &T, default: &T) -> bool {
    value == default
}

/// A row of the table: name, form, the field, its default, who has it, what it is.
macro_rules! row {
    ($name:literal, $form:expr, $($path:ident).+, $default:expr, $only:expr, $about:literal) => {
        Row {
            name: $name,
            form: $form,
            only: $only,
            required: false,
            about: $about,
            show: |of| if same(&of.$($path).+, &$default) { None } else { of.$($path).+.show() },
            set: |of, value| of.$($path).+ = value.and_then(Held::take).unwrap_or_else(|| $default),
        }
    };
}

/// A row for a field that has no default: name, form, the field, what it is.
macro_rules! required {
    ($name:literal, $form:expr, $field:ident, $about:literal) => {
        Row {
            name: $name,
            form: $form,
            only: &[],
            required: true,
            about: $about,
            show: |of| of.$field.show(),
            set: |of, value| {
                if let Some(value) = value.and_then(Held::take) {
                    of.$field = value;
                }
            },
        }
    };
}

pub(super) const TOPOLOGY: &[Row<Topology>] = &[
    row!(
        "title",
        Form::Line(120),
        title,
        String::new(),
        &[],
        "What the design is called; no name by default."
    ),
    row!("note", Form::Prose, note, None, &[], "A free remark."),
    row!("site", Form::Domain, site, None, &[], "The name that users type, such as www.foobar.com."),
    row!(
        "clients",
        Form::Choice(names::<Clients>),
        clients,
        Clients::default(),
        &[],
        "What a client does when an address does not answer: `once` gives up, `retry` tries the next; default once."
    ),
];

pub(super) const TRAFFIC: &[Row<Traffic>] = &[
    row!("qps", RATE, qps, Traffic::default().qps, &[], "Requests a second that users offer; default 100."),
    row!(
        "static",
        RATE,
        static_reads,
        Traffic::default().static_reads,
        &[],
        "Parts of the mix that are static reads; default 70."
    ),
    row!(
        "dynamic",
        RATE,
        dynamic_reads,
        Traffic::default().dynamic_reads,
        &[],
        "Parts of the mix that are dynamic reads; default 27."
    ),
    row!(
        "write",
        RATE,
        writes,
        Traffic::default().writes,
        &[],
        "Parts of the mix that are writes; default 3."
    ),
    row!(
        "read_queries",
        RATE,
        read_queries,
        Traffic::default().read_queries,
        &[],
        "Read queries that a dynamic read makes; default 4."
    ),
    row!(
        "write_queries",
        RATE,
        write_queries,
        Traffic::default().write_queries,
        &[],
        "Write queries that a write makes; default 4."
    ),
];

pub(super) const STANDING: &[Row<Standing>] = &[
    row!(
        "address",
        Form::Addresses,
        addresses,
        Vec::new(),
        &[],
        "Its IP addresses, the public one first; none by default."
    ),
    row!(
        "networks",
        Form::Networks,
        networks,
        Vec::new(),
        &[],
        "The networks it is on; by default private, and the internet too with a public address, for users and for external parts."
    ),
    row!("place", Form::Id, place, None, &[], "The id of the place that it stands in."),
    row!(
        "cost",
        COST,
        cost,
        None,
        &[],
        "Teaching units a month; default 40 for a host, 20 for an in-line firewall, 10 for another part, 0 for an external one."
    ),
    row!(
        "row",
        SPOT,
        row,
        None,
        &[],
        "The row of the diagram that it stands in, from the top; by default above what it calls."
    ),
    row!(
        "column",
        SPOT,
        column,
        None,
        &[],
        "Its place in its row of the diagram, from the left; by default where few lines cross."
    ),
];

pub(super) const HOST: &[Row<Host>] = &[
    row!("label", LABEL, label, None, &[], "What the diagram calls it; its id by default."),
    row!("availability", SHARE, availability, None, &[], "The share of time it works; default 0.999."),
    row!("repair_hours", HOURS, repair_hours, None, &[], "The mean time to repair it, in hours; default 4."),
    row!("note", Form::Prose, note, None, &[], "A free remark."),
];

pub(super) const PART: &[Row<Part>] = &[row!(
    "external",
    Form::Flag,
    external,
    false,
    &[],
    "Whether it is somebody else's: it never fails and costs nothing; default false."
)];

pub(super) const COMPONENT: &[Row<Component>] = &[
    required!("kind", Form::Choice(names::<Kind>), kind, "What it is."),
    row!("label", LABEL, label, None, &[], "What the diagram calls it; its id by default."),
    row!(
        "algorithm",
        Form::Choice(names::<Algorithm>),
        settings.algorithm,
        Algorithm::default(),
        CHOOSES,
        "How it shares requests out over its targets; default round_robin."
    ),
    row!(
        "check",
        Form::Choice(names::<Check>),
        settings.check,
        Check::default(),
        CHOOSES,
        "How it learns that a target is dead; default none."
    ),
    row!(
        "check_seconds",
        INTERVAL,
        settings.check_seconds,
        Settings::default().check_seconds,
        CHOOSES,
        "The time between two health checks, in seconds; default 2."
    ),
    row!(
        "fall",
        Form::Whole(1, 1000),
        settings.fall,
        Settings::default().fall,
        CHOOSES,
        "Failed checks in a row that take a target out; default 3."
    ),
    row!(
        "rise",
        Form::Whole(1, 1000),
        settings.rise,
        Settings::default().rise,
        CHOOSES,
        "Passed checks in a row that bring a target back; default 2."
    ),
    row!(
        "redispatch",
        Form::Flag,
        settings.redispatch,
        false,
        CHOOSES,
        "Whether a request whose target has crashed goes to another one; default false."
    ),
    row!(
        "retries",
        Form::Whole(0, 1000),
        settings.retries,
        Settings::default().retries,
        CHOOSES,
        "How often a failed connection is tried again; default 3."
    ),
    row!(
        "sticky",
        Form::Flag,
        settings.sticky,
        false,
        CHOOSES,
        "Whether a client stays with its first target; default false."
    ),
    row!(
        "certificate",
        Form::Domains,
        settings.certificate,
        Vec::new(),
        ENDS_TLS,
        "The DNS names of the TLS certificate that it serves; none by default."
    ),
    row!(
        "reads",
        Form::Choice(names::<Reads>),
        settings.reads,
        Reads::default(),
        &["app_server"],
        "Where it sends its read queries; default primary."
    ),
    row!(
        "rules",
        Form::Rules,
        settings.rules,
        crate::topology::Rules::Drawn,
        &["firewall"],
        "What it lets pass; by default exactly the drawn links, else the first rule that matches, else nothing."
    ),
    row!(
        "hit_share",
        SHARE,
        settings.hit_share,
        0.0,
        &["cdn", "cache"],
        "The share of static reads that it answers itself; default 0."
    ),
    row!(
        "required",
        Form::Flag,
        settings.required,
        false,
        OPTIONAL,
        "Whether those that link to it cannot serve without it; default false."
    ),
    row!(
        "capacity",
        Form::Number(0.001, 1e9),
        settings.capacity,
        None,
        SERVES,
        "Requests a second that it carries, for a database units a second; the default depends on the kind."
    ),
    row!(
        "workers",
        Form::Whole(1, 1_000_000),
        settings.workers,
        None,
        SERVES,
        "How many requests it works on at once; the default depends on the kind."
    ),
    row!(
        "interval_seconds",
        INTERVAL,
        settings.interval_seconds,
        Settings::default().interval_seconds,
        &["monitoring_client", "monitoring_service"],
        "The time between two readings, in seconds; default 15."
    ),
    row!("availability", SHARE, availability, None, FAILS, "The share of time it works; default 0.999."),
    row!(
        "repair_hours",
        HOURS,
        repair_hours,
        None,
        FAILS,
        "The mean time to repair it, in hours; default 4."
    ),
    row!("note", Form::Prose, note, None, &[], "A free remark."),
];

pub(super) const PLACE: &[Row<Place>] = &[
    row!("label", LABEL, label, None, &[], "What the diagram calls it; its id by default."),
    row!("inside", Form::Id, inside, None, &[], "The id of the place around it."),
    row!(
        "availability",
        SHARE,
        availability,
        None,
        &[],
        "The share of time it works; without one it never fails, except in what-if."
    ),
    row!("note", Form::Prose, note, None, &[], "A free remark."),
];

pub(super) const LINK: &[Row<Link>] = &[
    required!("protocol", Form::Choice(names::<Protocol>), protocol, "What the two speak."),
    row!("port", Form::Whole(1, 65535), port, None, &[], "The port called; the protocol's own by default."),
    row!(
        "encrypted",
        Form::Flag,
        encrypted,
        None,
        &[],
        "Whether it is encrypted; as the protocol says by default."
    ),
    row!(
        "weight",
        Form::Whole(0, 1000),
        weight,
        1,
        &[],
        "The target's weight in its caller's shares, 0 for no new requests; default 1."
    ),
    row!(
        "backup",
        Form::Flag,
        backup,
        false,
        &[],
        "Whether the target is used only when no other can be chosen; default false."
    ),
    row!(
        "redirect",
        Form::Flag,
        redirect,
        false,
        &[],
        "Whether the called answers only with a redirect to HTTPS; default false."
    ),
    row!(
        "label",
        LABEL,
        label,
        None,
        &[],
        "What the diagram writes beside it; protocol and port by default."
    ),
    row!("note", Form::Prose, note, None, &[], "A free remark."),
];
