//! Reads the things of a topology: hosts with their components, parts, places and links.

use super::reader::Reader;
use crate::topology::flaw::Item;
use crate::topology::form::names;
use crate::topology::source::{Field, Piece};
use crate::topology::{Component, Form, Host, Id, Kind, Link, Part, Place, Protocol, Standing};

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
        if let Some(mut component) = self.program(item, "component", piece, &mut fields, Some(&host.id)) {
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
        let end = |id: &Option<Id>| id.clone().unwrap_or_else(Id::unknown);
        let mut link = Link::new(end(&from), end(&to), protocol.unwrap_or(Protocol::Tcp));
        self.properties(item, "link", &["from", "to", "protocol"], &fields, &mut link);
        if from.is_some() && to.is_some() && protocol.is_some() {
            links.push(link);
        }
    }
}
