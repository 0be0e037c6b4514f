//! The table of properties, clusters: those of the mode depend on it.

use super::Row;
use super::table::{LABEL, SECONDS, SHARE};
use crate::topology::form::names;
use crate::topology::value::Held;
use crate::topology::{Cluster, Form, Id, Mode, Promotion, Track, Value};

const PROMOTIONS: [&str; 2] = ["manual", "automatic"];
const WITH_MEMBERS: &[&str] = &["active_active", "active_passive", "multi_primary"];
const REPLICATED: &[&str] = &["primary_replica"];

/// A row whose value depends on the mode.
macro_rules! by_mode {
    ($name:literal, $form:expr, $required:expr, $only:expr, $about:literal, $show:expr, $set:expr) => {
        Row {
            name: $name,
            form: $form,
            only: $only,
            required: $required,
            about: $about,
            show: $show,
            set: $set,
        }
    };
}

/// A row for a field of every cluster.
macro_rules! own {
    ($name:literal, $form:expr, $field:ident, $about:literal) => {
        Row {
            name: $name,
            form: $form,
            only: &[],
            required: false,
            about: $about,
            show: |of| of.$field.show(),
            set: |of, value| of.$field = value.and_then(Held::take),
        }
    };
}

pub(super) const CLUSTER: &[Row<Cluster>] = &[
    by_mode!(
        "mode",
        Form::Choice(|| Mode::NAMES.to_vec()),
        true,
        &[],
        "How the members share the work.",
        |of| Some(Value::Word(of.mode.name().to_owned())),
        set_mode
    ),
    own!("label", LABEL, label, "What the diagram calls it; its id by default."),
    by_mode!(
        "members",
        Form::Ids,
        true,
        WITH_MEMBERS,
        "The members, the active one first.",
        |of| members(&of.mode).show(),
        |of, value| if let Some(list) = value.and_then(Held::take) {
            set_members(&mut of.mode, list);
        }
    ),
    by_mode!(
        "primary",
        Form::Id,
        true,
        REPLICATED,
        "The database that accepts writes.",
        |of| match &of.mode {
            Mode::PrimaryReplica { primary, .. } => primary.show(),
            _ => None,
        },
        |of, value| if let (Mode::PrimaryReplica { primary, .. }, Some(id)) =
            (&mut of.mode, value.and_then(Held::take))
        {
            *primary = id;
        }
    ),
    by_mode!(
        "replicas",
        Form::Ids,
        false,
        REPLICATED,
        "The databases that copy the primary; none by default.",
        |of| match &of.mode {
            Mode::PrimaryReplica { replicas, .. } if !replicas.is_empty() => replicas.show(),
            _ => None,
        },
        |of, value| if let Mode::PrimaryReplica { replicas, .. } = &mut of.mode {
            *replicas = value.and_then(Held::take).unwrap_or_default();
        }
    ),
    by_mode!(
        "address",
        Form::Address,
        false,
        &["active_passive"],
        "The shared address; none by default.",
        |of| match &of.mode {
            Mode::ActivePassive { address, .. } => address.show(),
            _ => None,
        },
        |of, value| if let Mode::ActivePassive { address, .. } = &mut of.mode {
            *address = value.and_then(Held::take);
        }
    ),
    by_mode!(
        "addresses",
        Form::Addresses,
        false,
        &["active_active"],
        "Shared addresses, at most one a member, each taken over by the next member; none by default.",
        |of| match &of.mode {
            Mode::ActiveActive { addresses, .. } if !addresses.is_empty() => addresses.show(),
            _ => None,
        },
        |of, value| if let Mode::ActiveActive { addresses, .. } = &mut of.mode {
            *addresses = value.and_then(Held::take).unwrap_or_default();
        }
    ),
    by_mode!(
        "track",
        Form::Choice(names::<Track>),
        false,
        &["active_passive"],
        "What moves the shared address: the `host`'s failure only, or that of the `service` too; default host.",
        |of| match &of.mode {
            Mode::ActivePassive { track, .. } if *track != Track::default() => track.show(),
            _ => None,
        },
        |of, value| if let Mode::ActivePassive { track, .. } = &mut of.mode {
            *track = value.and_then(Held::take).unwrap_or_default();
        }
    ),
    by_mode!(
        "promotion",
        Form::Choice(|| PROMOTIONS.to_vec()),
        false,
        REPLICATED,
        "How a replica becomes the primary: `manual` by a person, `automatic` by itself; default manual.",
        |of| automatic(of).map(|_| Value::Word("automatic".to_owned())),
        set_promotion
    ),
    by_mode!(
        "voters",
        Form::Ids,
        false,
        REPLICATED,
        "The hosts or components that must agree on an automatic promotion; none by default.",
        |of| automatic(of).filter(|(voters, _)| !voters.is_empty()).and_then(|(voters, _)| voters.show()),
        |of, value| if let Some((voters, _)) = automatic_mut(of) {
            *voters = value.and_then(Held::take).unwrap_or_default();
        }
    ),
    by_mode!(
        "fencing",
        Form::Flag,
        false,
        REPLICATED,
        "Whether an automatic promotion cuts off the old primary first; default false.",
        |of| automatic(of).filter(|(_, fencing)| **fencing).map(|_| Value::Flag(true)),
        |of, value| if let Some((_, fencing)) = automatic_mut(of) {
            *fencing = value == Some(Value::Flag(true));
        }
    ),
    own!(
        "common_cause",
        SHARE,
        common_cause,
        "The share of failures that hits all members in one place at once; none by default."
    ),
    own!("coverage", SHARE, coverage, "The chance that its automatic reaction works; default 1."),
    own!(
        "failover_seconds",
        SECONDS,
        failover_seconds,
        "How long its reaction takes, in seconds; the default depends on the mode."
    ),
    own!("note", Form::Prose, note, "A free remark."),
];

/// The members of a mode that has a list of them.
fn members(mode: &Mode) -> Option<Vec<Id>> {
    match mode {
        Mode::ActiveActive { members, .. }
        | Mode::ActivePassive { members, .. }
        | Mode::MultiPrimary { members } => Some(members.clone()),
        Mode::PrimaryReplica { .. } => None,
    }
}

fn set_members(mode: &mut Mode, list: Vec<Id>) {
    match mode {
        Mode::ActiveActive { members, .. }
        | Mode::ActivePassive { members, .. }
        | Mode::MultiPrimary { members } => *members = list,
        Mode::PrimaryReplica { .. } => {}
    }
}

/// Changes the mode and keeps the members, the first as the primary; everything else gets its default.
fn set_mode(of: &mut Cluster, value: Option<Value>) {
    let Some(Value::Word(name)) = value else { return };
    if name == of.mode.name() {
        return;
    }
    let members: Vec<Id> = of.mode.members().into_iter().cloned().collect();
    if let Some(mode) = Mode::with_members(&name, members) {
        of.mode = mode;
    }
}

fn automatic(of: &Cluster) -> Option<(&Vec<Id>, &bool)> {
    match &of.mode {
        Mode::PrimaryReplica { promotion: Promotion::Automatic { voters, fencing }, .. } => {
            Some((voters, fencing))
        }
        _ => None,
    }
}

fn automatic_mut(of: &mut Cluster) -> Option<(&mut Vec<Id>, &mut bool)> {
    match &mut of.mode {
        Mode::PrimaryReplica { promotion: Promotion::Automatic { voters, fencing }, .. } => {
            Some((voters, fencing))
        }
        _ => None,
    }
}

fn set_promotion(of: &mut Cluster, value: Option<Value>) {
    let Mode::PrimaryReplica { promotion, .. } = &mut of.mode else { return };
    match (value, &promotion) {
        (Some(Value::Word(word)), Promotion::Manual) if word == "automatic" => {
            *promotion = Promotion::Automatic { voters: Vec::new(), fencing: false };
        }
        (Some(Value::Word(word)), Promotion::Automatic { .. }) if word == "automatic" => {}
        _ => *promotion = Promotion::Manual,
    }
}
