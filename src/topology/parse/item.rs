//! Reads the things of a topology: hosts with their components, parts, places, links and clusters.

use super::reader::Reader;
use crate::topology::flaw::Item;
use crate::topology::form::names;
use crate::topology::property::Properties;
use crate::topology::source::{Field, Piece, Shape};
use crate::topology::{
    Cluster, Component, Form, Host, Id, Kind, Link, Mode, Part, Place, Protocol, Standing, Value,
};

/// Properties that a free-standing part has and a component on a host has not.
const OF_THE_HOST: [&str; 5] = ["address", "networks", "place", "cost", "external"];

impl<'t> Reader<'t> {
    pub(super) fn host(&mut self, piece: Piece<'t>, hosts: &mut Vec<Host>) {
        let Some(fields) = self.fields(piece, "host") else { return self.lost(None) };
        let item = Item::Host(hosts.len());
        let id = self.id(item, "host", piece, &fields);
        // A host whose id cannot be read is still looked through, for all that is wrong at once.
        let mut host = Host::new(id.clone().unwrap_or_else(|_| Id::unknown()));
        self.properties(item, "host", &["id", "components"], &fields, &mut host);
        if let Some(components) = fields.iter().find(|field| field.name == "components") {
            let at = hosts.len();
            self.each("components", components.value, |reader, piece| reader.component(piece, at, &mut host));
        }
        match id {
            Ok(_) => hosts.push(host),
            Err(text) => self.lost(text),
        }
    }

    fn component(&mut self, piece: Piece<'t>, at: usize, host: &mut Host) {
        let Some(fields) = self.fields(piece, "component") else { return self.lost(None) };
        let (outer, mut fields): (Vec<Field<'t>>, Vec<Field<'t>>) =
            fields.into_iter().partition(|field| OF_THE_HOST.contains(&field.name));
        for field in outer {
            let hint = if field.name == "external" {
                "Make it a free-standing part, in `parts`.".to_owned()
            } else {
                format!("Write it in the host `{}`, before `components`.", host.id)
            };
            self.wrong(
                field.name,
                format!("A component on a host has no `{}` of its own.", field.name),
                hint,
            );
        }
        let item = Item::Component(at, host.components.len());
        if let Some(component) = self.program(item, "component", piece, &mut fields, Some(&host.id)) {
            let mut component = component;
            self.properties(item, "component", &["id"], &fields, &mut component);
            host.components.push(component);
        }
    }

    pub(super) fn part(&mut self, piece: Piece<'t>, parts: &mut Vec<Part>) {
        let Some(mut fields) = self.fields(piece, "part") else { return self.lost(None) };
        let item = Item::Part(parts.len());
        if let Some(component) = self.program(item, "part", piece, &mut fields, None) {
            let mut part = Part { component, external: false, standing: Standing::default() };
            self.properties(item, "part", &["id"], &fields, &mut part);
            parts.push(part);
        }
    }

    /// The id and the kind of a component, without which there is none.
    fn program(
        &mut self,
        item: Item,
        what: &str,
        piece: Piece<'t>,
        fields: &mut Vec<Field<'t>>,
        host: Option<&Id>,
    ) -> Option<Component> {
        let id = self.id(item, what, piece, fields);
        let form = Form::Choice(names::<Kind>);
        let kind: Option<Kind> = self.required_word(form, "kind", what, piece, fields);
        let full = |text: &str| host.map_or(text.to_owned(), |host| format!("{host}.{text}"));
        match (id, kind) {
            (Ok(id), Some(kind)) => {
                if let Some(kind) = fields.iter().find(|field| field.name == "kind") {
                    self.spot(item.at("kind"), kind.value.source());
                }
                fields.retain(|field| field.name != "kind");
                Some(Component::new(id, kind))
            }
            (id, _) => {
                let text = id.map_or_else(|text| text, |id| Some(id.as_str().to_owned()));
                self.lost(text.map(|text| full(&text)));
                None
            }
        }
    }

    pub(super) fn place(&mut self, piece: Piece<'t>, places: &mut Vec<Place>) {
        let Some(fields) = self.fields(piece, "place") else { return self.lost(None) };
        let item = Item::Place(places.len());
        match self.id(item, "place", piece, &fields) {
            Ok(id) => {
                let mut place = Place::new(id);
                self.properties(item, "place", &["id"], &fields, &mut place);
                places.push(place);
            }
            Err(text) => self.lost(text),
        }
    }

    pub(super) fn link(&mut self, piece: Piece<'t>, links: &mut Vec<Link>) {
        let Some(fields) = self.fields(piece, "link") else { return };
        let item = Item::Link(links.len());
        self.spot(item.at(""), piece.source());
        let from = self.required_id("from", "link", piece, &fields);
        let to = self.required_id("to", "link", piece, &fields);
        let form = Form::Choice(names::<Protocol>);
        let protocol = self.required_word(form, "protocol", "link", piece, &fields);
        // What is left to read may be wrong too, whether or not the link has its ends.
        let known = Link::new(
            from.clone().unwrap_or_else(Id::unknown),
            to.clone().unwrap_or_else(Id::unknown),
            protocol.unwrap_or(Protocol::Tcp),
        );
        let mut link = known;
        self.properties(item, "link", &["from", "to", "protocol"], &fields, &mut link);
        if from.is_some() && to.is_some() && protocol.is_some() {
            links.push(link);
        }
    }

    pub(super) fn cluster(&mut self, piece: Piece<'t>, clusters: &mut Vec<Cluster>) {
        let Some(fields) = self.fields(piece, "cluster") else { return self.lost(None) };
        let item = Item::Cluster(clusters.len());
        let id = self.id(item, "cluster", piece, &fields);
        let mode = self.required("mode", "cluster", piece, &fields).and_then(|value| self.mode(item, value));
        match (id, mode) {
            (Ok(id), Some(mode)) => {
                let mut cluster = Cluster::new(id, mode);
                // The settings of the mode stand inside its parentheses.
                let (misplaced, fields): (Vec<_>, Vec<_>) = fields.into_iter().partition(|field| {
                    let known = cluster.properties();
                    known.iter().any(|property| property.name == field.name && !property.only.is_empty())
                });
                for field in misplaced {
                    let hint =
                        format!("Write it inside: `mode: {}({}: …)`.", cluster.mode.name(), field.name);
                    self.wrong(field.name, format!("`{}` belongs to the mode.", field.name), hint);
                }
                self.properties(item, "cluster", &["id", "mode"], &fields, &mut cluster);
                clusters.push(cluster);
            }
            (id, _) => self.lost(id.map_or_else(|text| text, |id| Some(id.as_str().to_owned()))),
        }
    }

    fn mode(&mut self, item: Item, value: Piece<'t>) -> Option<Mode> {
        let (word, call) = match value.shape() {
            Shape::Call(word, call) if !word.is_empty() => (word, Some(call)),
            Shape::Word(word) => (word, None),
            _ => ("", None),
        };
        // A member to begin with: the mode of this name, with nothing set.
        let Some(mode) = Mode::with_members(word, vec![Id::unknown()]) else {
            let modes = Mode::NAMES;
            let hint = match crate::text::closest(word, modes) {
                Some(meant) => format!("Did you mean `{meant}`?"),
                None => format!("It is one of: {}, with its members in parentheses.", modes.join(", ")),
            };
            let message = if word.is_empty() {
                "`mode` cannot be this.".to_owned()
            } else {
                format!("`mode` cannot be `{word}`.")
            };
            self.wrong(value.source(), message, hint);
            return None;
        };
        let fields = match call {
            Some(call) => self.fields(call, "mode")?,
            None => Vec::new(),
        };
        let mut cluster = Cluster::new(Id::unknown(), mode);
        let known: Vec<_> = cluster
            .properties()
            .into_iter()
            .filter(|property| property.fits && !property.only.is_empty())
            .collect();
        let mut complete = true;
        for property in known.iter().filter(|property| property.required) {
            complete &= fields.iter().any(|field| field.name == property.name)
                || self.required(property.name, word, value, &fields).is_some();
        }
        for field in &fields {
            let stated = known.iter().find(|property| property.name == field.name);
            let inner = ["voters", "fencing"].contains(&field.name);
            match stated {
                _ if field.name == "promotion" && stated.is_some() => {
                    self.promotion(item, field.value, &mut cluster);
                }
                Some(property) if !inner => {
                    self.spots_of(item, property.name, field.value);
                    match self.take(property.form.read(property.name, field.value)) {
                        Some(value) => drop(cluster.change(property.name, Some(value))),
                        None => complete &= !property.required,
                    }
                }
                _ => {
                    let names = known
                        .iter()
                        .map(|property| property.name)
                        .filter(|name| !["voters", "fencing"].contains(name));
                    self.unknown(field, word, names.collect());
                }
            }
        }
        complete.then_some(cluster.mode)
    }

    fn promotion(&mut self, item: Item, value: Piece<'t>, cluster: &mut Cluster) {
        self.spot(item.at("promotion"), value.source());
        let (word, call) = match value.shape() {
            Shape::Call(word, call) => (word, Some(call)),
            Shape::Word(word) => (word, None),
            _ => ("", None),
        };
        let fits = word == "automatic" || (word == "manual" && call.is_none());
        if !fits {
            let hint = "Write `manual`, or `automatic(voters: [\"a\", \"b\", \"c\"], fencing: true)`.";
            return self.wrong(value.source(), "`promotion` cannot be this.", hint);
        }
        cluster.change("promotion", Some(Value::Word(word.to_owned())));
        let fields = call.and_then(|call| self.fields(call, "promotion")).unwrap_or_default();
        for field in &fields {
            let known = cluster.properties();
            let inner = |name: &&str| ["voters", "fencing"].contains(name);
            match known.iter().find(|property| property.name == field.name && inner(&property.name)) {
                Some(property) => {
                    self.spots_of(item, property.name, field.value);
                    if let Some(value) = self.take(property.form.read(property.name, field.value)) {
                        cluster.change(property.name, Some(value));
                    }
                }
                None => self.unknown(field, "promotion", vec!["fencing", "voters"]),
            }
        }
    }
}
