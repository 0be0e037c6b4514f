//! The properties of a topology's parts, from one table: the file, its writer, the command `set` and every
//! list of settings on a screen know exactly these.

mod cluster;
mod table;

use super::{Cluster, Component, Form, Host, Link, Part, Place, Target, Topology, Value};

/// A property of a kind of part, with its limits and its default.
pub(super) struct Row<T> {
    /// Its name in files and commands.
    pub(super) name: &'static str,
    /// What it accepts.
    pub(super) form: Form,
    /// The kinds or modes that have it; all when empty.
    pub(super) only: &'static [&'static str],
    /// Whether it has no default, so that a file must state it.
    pub(super) required: bool,
    /// What it is, with its unit and default, as a sentence.
    pub(super) about: &'static str,
    /// Its value; `None` when it has its default.
    pub(super) show: fn(&T) -> Option<Value>,
    /// Changes it; `None` gives it its default.
    pub(super) set: fn(&mut T, Option<Value>),
}

/// A property of one part, with the value that it has.
#[derive(Debug, Clone)]
pub struct Property {
    /// Its name in files and commands.
    pub name: &'static str,
    /// What it is, with its unit and default, as a sentence.
    pub about: &'static str,
    /// What it accepts.
    pub form: Form,
    /// Whether it has no default.
    pub required: bool,
    /// Whether a part of this kind has it.
    pub fits: bool,
    /// The kinds or modes that have it; all when empty.
    pub only: &'static [&'static str],
    /// Its value; `None` when it has its default.
    pub value: Option<Value>,
}

/// What has properties.
pub(super) trait Properties {
    /// Every property, in the order of the file, also those that do not fit.
    fn properties(&self) -> Vec<Property>;

    /// Changes the property of this name; `None` gives it its default. Says whether there is one.
    fn change(&mut self, name: &str, value: Option<Value>) -> bool;
}

/// What a row's `only` is compared with: the kind of a component, the mode of a cluster.
trait Sort {
    fn sort(&self) -> &'static str {
        ""
    }
}

fn listed<T: Sort>(rows: &[Row<T>], of: &T) -> impl Iterator<Item = Property> {
    rows.iter().map(|row| Property {
        name: row.name,
        about: row.about,
        form: row.form,
        required: row.required,
        fits: row.only.is_empty() || row.only.contains(&of.sort()),
        only: row.only,
        value: (row.show)(of),
    })
}

fn changed<T>(rows: &[Row<T>], of: &mut T, name: &str, value: Option<&Value>) -> bool {
    let row = rows.iter().find(|row| row.name == name);
    row.is_some_and(|row| {
        (row.set)(of, value.cloned());
        true
    })
}

impl Sort for Topology {}
impl Sort for super::Traffic {}
impl Sort for Host {}
impl Sort for super::Standing {}
impl Sort for Part {}
impl Sort for Place {}
impl Sort for Link {}

impl Sort for Component {
    fn sort(&self) -> &'static str {
        self.kind.into()
    }
}

impl Sort for Cluster {
    fn sort(&self) -> &'static str {
        self.mode.name()
    }
}

/// Says which tables make up the properties of a type.
macro_rules! properties {
    ($($type:ty { $($rows:path, |$of:ident| $field:expr;)+ })+) => {$(
        impl Properties for $type {
            fn properties(&self) -> Vec<Property> {
                let mut all = Vec::new();
                $( let $of = self; all.extend(listed($rows, &$field)); )+
                // Whatever else a part has, its label comes first and its note last.
                all.sort_by_key(|property| match property.name {
                    "kind" | "protocol" | "mode" | "external" => 0,
                    "label" => 1,
                    "note" => 3,
                    _ => 2,
                });
                all
            }

            fn change(&mut self, name: &str, value: Option<Value>) -> bool {
                $( { let $of = &mut *self; if changed($rows, &mut $field, name, value.as_ref()) { return true; } } )+
                false
            }
        }
    )+};
}

properties! {
    Topology { table::TOPOLOGY, |of| *of; }
    super::Traffic { table::TRAFFIC, |of| *of; }
    Host { table::STANDING, |of| of.standing; table::HOST, |of| *of; }
    Component { table::COMPONENT, |of| *of; }
    Part { table::COMPONENT, |of| of.component; table::PART, |of| *of; table::STANDING, |of| of.standing; }
    Place { table::PLACE, |of| *of; }
    Link { table::LINK, |of| *of; }
    Cluster { cluster::CLUSTER, |of| *of; }
}

impl Topology {
    /// The properties of a part of the topology, with what each accepts and the value it has; `None` when there is
    /// no such part. Those that do not fit its kind are listed too, and say so.
    #[must_use]
    pub fn properties_of(&self, target: &Target) -> Option<Vec<Property>> {
        match target {
            Target::Topology => Some(self.properties()),
            Target::Traffic => Some(self.traffic.properties()),
            Target::Link(link) => self.link(link).map(Properties::properties),
            Target::Part(id) => {
                let part =
                    || self.parts.iter().find(|part| part.component.id == *id).map(Properties::properties);
                let on_host = || self.component(id.as_str()).map(|placed| placed.component.properties());
                let place = || self.places.iter().find(|place| place.id == *id).map(Properties::properties);
                let cluster =
                    || self.clusters.iter().find(|cluster| cluster.id == *id).map(Properties::properties);
                let host = self.host(id.as_str()).map(Properties::properties);
                host.or_else(part).or_else(on_host).or_else(place).or_else(cluster)
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::topology::{Id, Kind, Mode, Protocol};

    fn id(text: &str) -> Id {
        Id::parse(text).unwrap()
    }

    /// The properties of one of each thing.
    fn all() -> Vec<Vec<Property>> {
        let component = Component::new(id("a"), Kind::WebServer);
        let mode = Mode::MultiPrimary { members: vec![] };
        vec![
            Topology::default().properties(),
            crate::topology::Traffic::default().properties(),
            Host::new(id("a")).properties(),
            component.properties(),
            Part { component, external: false, standing: crate::topology::Standing::default() }.properties(),
            Place::new(id("a")).properties(),
            Link::new(id("a"), id("b"), Protocol::Http).properties(),
            Cluster::new(id("a"), mode).properties(),
        ]
    }

    #[test]
    fn no_name_is_taken_twice_and_each_is_explained() {
        for properties in all() {
            let names: BTreeSet<_> = properties.iter().map(|property| property.name).collect();
            assert_eq!(names.len(), properties.len());
            for property in properties {
                assert!(property.about.ends_with('.'), "{}", property.name);
                assert_ne!(property.name, "id");
            }
        }
    }

    #[test]
    fn a_new_part_has_its_defaults() {
        for property in all().concat() {
            assert!(
                property.value.is_none() || property.required || property.name == "members",
                "{}",
                property.name
            );
        }
    }
}
