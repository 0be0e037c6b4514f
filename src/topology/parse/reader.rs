//! Goes through a file's pieces, builds the topology, and gathers what is wrong with its place.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use super::FORMAT;
use crate::topology::flaw::{Flaw, Item, Spot, flaws};
use crate::topology::property::Properties;
use crate::topology::source::{Advice, Field, Piece, Shape, Wrong};
use crate::topology::{Form, Id, Problem, Property, Topology, Value};

/// Reads a whole file whose syntax is right.
pub(super) fn read(text: &str, piece: Piece<'_>) -> Result<Topology, Vec<Problem>> {
    let mut reader = Reader {
        text,
        spots: BTreeMap::new(),
        broken: BTreeSet::new(),
        problems: Vec::new(),
        nameless: false,
    };
    let topology = reader.topology(piece);
    if let Some(topology) = topology {
        let (flaws, more) = flaws(&topology, std::mem::take(&mut reader.broken));
        for flaw in &flaws {
            reader.flaw(flaw);
        }
        if reader.problems.is_empty() {
            return Ok(topology);
        }
        if more > 0 {
            let message = format!("There are {more} more problems of this kind.");
            reader
                .problems
                .push((text.len(), Problem::whole(message, "Mend the first ones, then look again.")));
        }
    }
    reader.problems.sort_by_key(|(offset, _)| *offset);
    Err(reader.problems.into_iter().map(|(_, problem)| problem).collect())
}

/// The state of reading one file.
pub(super) struct Reader<'t> {
    text: &'t str,
    /// Where the file says what.
    spots: BTreeMap<Spot, usize>,
    /// Ids of things that could not be read; whoever refers to them is not to blame.
    broken: BTreeSet<String>,
    problems: Vec<(usize, Problem)>,
    /// Whether a thing without a readable id was left out, so that an id that leads nowhere may mean it.
    nameless: bool,
}

impl<'t> Reader<'t> {
    fn offset(&self, part: &str) -> usize {
        (part.as_ptr() as usize).saturating_sub(self.text.as_ptr() as usize)
    }

    /// Notes what is wrong with a part of the text.
    pub(super) fn wrong(&mut self, at: &str, message: impl Into<String>, hint: impl Into<String>) {
        let offset = self.offset(at);
        self.problems.push((offset, Problem::at(self.text, offset, message, hint)));
    }

    /// Takes a value, or notes what is wrong with it.
    pub(super) fn take<T>(&mut self, result: Result<T, Wrong<'_>>) -> Option<T> {
        result.map_err(|Wrong { at, advice: Advice { message, hint } }| self.wrong(at, message, hint)).ok()
    }

    /// Remembers where a thing or its field stands.
    pub(super) fn spot(&mut self, spot: Spot, at: &str) {
        let offset = self.offset(at);
        self.spots.insert(spot, offset);
    }

    /// Remembers that the thing of this id could not be read.
    pub(super) fn lost(&mut self, id: Option<String>) {
        match id {
            Some(id) => drop(self.broken.insert(id)),
            None => self.nameless = true,
        }
    }

    fn flaw(&mut self, flaw: &Flaw) {
        let offset = |spot: Spot| {
            let near = [spot, Spot { index: 0, ..spot }, spot.item.at("id"), spot.item.at("")];
            near.iter().find_map(|spot| self.spots.get(spot).copied())
        };
        if flaw.dangles && self.nameless {
            return;
        }
        let Advice { mut message, hint } = flaw.advice.clone();
        if let Some(first) = flaw.other.and_then(offset) {
            let line = self.text[..first].matches('\n').count() + 1;
            message.truncate(message.len() - 1);
            write!(message, " (line {line}).").expect("a string takes everything");
        }
        let at = offset(flaw.spot).unwrap_or_default();
        self.problems.push((at, Problem::at(self.text, at, message, hint)));
    }

    fn topology(&mut self, piece: Piece<'t>) -> Option<Topology> {
        let item = Item::Topology;
        self.spot(item.at(""), piece.source());
        let fields = self.fields(piece, "topology")?;
        let format = fields.iter().find(|field| field.name == "format");
        let Some(format) = format else {
            self.wrong(
                piece.source(),
                "The file does not say its format.",
                format!("Begin with `format: {FORMAT},`."),
            );
            return None;
        };
        match format.value.shape() {
            Shape::Number(number) if number.to_string() == FORMAT.to_string() => {}
            Shape::Number(number) => {
                let hint = if number > f64::from(FORMAT) {
                    "Take a newer spof, or ask the author for a file of this format."
                } else {
                    "Write `format: 1`."
                };
                let message = format!("This file has format {number}; this spof reads format {FORMAT}.");
                self.wrong(format.value.source(), message, hint);
                return None;
            }
            _ => {
                self.wrong(
                    format.value.source(),
                    "`format` is a number.",
                    format!("Write `format: {FORMAT}`."),
                );
                return None;
            }
        }
        let mut topology = Topology::default();
        let lists = ["format", "hosts", "parts", "places", "links", "clusters", "traffic", "zone"];
        self.properties(item, "topology", &lists, &fields, &mut topology);
        for Field { name, value } in fields {
            match name {
                "hosts" => self.each(name, value, |reader, piece| reader.host(piece, &mut topology.hosts)),
                "parts" => self.each(name, value, |reader, piece| reader.part(piece, &mut topology.parts)),
                "places" => self.each(name, value, |reader, piece| reader.place(piece, &mut topology.places)),
                "links" => self.each(name, value, |reader, piece| reader.link(piece, &mut topology.links)),
                "clusters" => {
                    self.each(name, value, |reader, piece| reader.cluster(piece, &mut topology.clusters));
                }
                "traffic" => {
                    if let Some(fields) = self.fields(value, "traffic") {
                        self.properties(Item::Traffic, "traffic", &[], &fields, &mut topology.traffic);
                    }
                }
                "zone" => topology.zone = self.zone(value),
                _ => {}
            }
        }
        Some(topology)
    }

    fn zone(&mut self, value: Piece<'t>) -> Option<String> {
        let Shape::Text(text) = value.shape() else {
            let hint = "Write the zone file between `r#\"` and `\"#`.";
            self.wrong(value.source(), "`zone` takes a text.", hint);
            return None;
        };
        // The text begins in the line after the opening quotes; that line break is not part of it.
        let after = text.strip_prefix("\r\n").or_else(|| text.strip_prefix('\n'));
        Some(after.map_or(text.clone(), str::to_owned))
    }

    /// Reads each element of a list.
    pub(super) fn each(&mut self, name: &str, value: Piece<'t>, mut read: impl FnMut(&mut Self, Piece<'t>)) {
        if let Shape::List(list) = value.shape() {
            for piece in list {
                read(self, piece);
            }
        } else {
            self.wrong(value.source(), format!("`{name}` takes a list."), format!("Write `{name}: [ … ]`."));
        }
    }

    /// The fields of a thing, without those that are there twice.
    pub(super) fn fields(&mut self, piece: Piece<'t>, what: &str) -> Option<Vec<Field<'t>>> {
        let hint = "Write `(name: value, …)`.";
        match piece.shape() {
            Shape::Call("", piece) => {
                let mut fields = self.take(piece.fields())?;
                let mut seen = BTreeSet::new();
                fields.retain(|field| {
                    let new = seen.insert(field.name);
                    if !new {
                        self.wrong(
                            field.name,
                            format!("The field `{}` is there twice.", field.name),
                            "Remove one of the two.",
                        );
                    }
                    new
                });
                Some(fields)
            }
            Shape::Call(..) => {
                self.wrong(piece.source(), format!("The fields of a {what} have no word before them."), hint);
                None
            }
            _ => {
                self.wrong(piece.source(), format!("A {what} belongs here."), hint);
                None
            }
        }
    }

    /// Reads every property that the file states; `own` are the fields that somebody else reads.
    pub(super) fn properties<T: Properties>(
        &mut self,
        item: Item,
        what: &str,
        own: &[&'static str],
        fields: &[Field<'t>],
        of: &mut T,
    ) {
        let known = of.properties();
        for field in fields {
            if let Some(name) = own.iter().find(|name| **name == field.name) {
                self.spot(item.at(name), field.value.source());
                continue;
            }
            let Some(property) = known.iter().find(|property| property.name == field.name) else {
                let names = own.iter().copied().chain(known.iter().filter(|p| p.fits).map(|p| p.name));
                self.unknown(field, what, names.collect());
                continue;
            };
            self.property(item, property, field, of);
        }
    }

    /// Reads one property; says whether it could be read.
    pub(super) fn property<T: Properties>(
        &mut self,
        item: Item,
        property: &Property,
        field: &Field<'t>,
        of: &mut T,
    ) -> bool {
        self.spots_of(item, property.name, field.value);
        let value = self.take(property.form.read(property.name, field.value));
        value.is_some_and(|value| of.change(property.name, Some(value)))
    }

    /// Remembers where a field and the elements of its list stand.
    fn spots_of(&mut self, item: Item, name: &'static str, value: Piece<'t>) {
        self.spot(item.at(name), value.source());
        let list = match value.shape() {
            Shape::Call(_, call) => call.inside().map(Piece::shape),
            shape => Some(shape),
        };
        if let Some(Shape::List(list)) = list {
            for (index, piece) in list.into_iter().enumerate() {
                self.spot(item.within(name, index), piece.source());
            }
        }
    }

    /// Says that there is no such field, and which there are.
    pub(super) fn unknown(&mut self, field: &Field<'t>, what: &str, mut names: Vec<&str>) {
        names.sort_unstable();
        names.dedup();
        let hint = match crate::text::closest(field.name, names.iter().copied()) {
            Some(meant) => format!("Did you mean `{meant}`?"),
            None => format!("There are: {}.", names.join(", ")),
        };
        self.wrong(field.name, format!("A {what} has no field `{}`.", field.name), hint);
    }

    /// The id of a thing, with its text when it is none.
    pub(super) fn id(
        &mut self,
        item: Item,
        what: &str,
        whole: Piece<'t>,
        fields: &[Field<'t>],
    ) -> Result<Id, Option<String>> {
        self.spot(item.at(""), whole.source());
        let value = self.required("id", what, whole, fields).ok_or(None)?;
        self.spot(item.at("id"), value.source());
        let text = match value.shape() {
            Shape::Text(text) => Some(text),
            _ => None,
        };
        match self.take(Form::Id.read("id", value)) {
            Some(Value::Id(id)) => Ok(id),
            _ => Err(text),
        }
    }

    /// The value of a field that must be there.
    pub(super) fn required(
        &mut self,
        name: &str,
        what: &str,
        whole: Piece<'t>,
        fields: &[Field<'t>],
    ) -> Option<Piece<'t>> {
        let field = fields.iter().find(|field| field.name == name);
        if field.is_none() {
            self.wrong(whole.source(), format!("This {what} has no `{name}`."), format!("Add `{name}: …`."));
        }
        field.map(|field| field.value)
    }

    /// The id in a field that must be there.
    pub(super) fn required_id(
        &mut self,
        name: &str,
        what: &str,
        whole: Piece<'t>,
        fields: &[Field<'t>],
    ) -> Option<Id> {
        let value = self.required(name, what, whole, fields)?;
        match self.take(Form::Id.read(name, value)) {
            Some(Value::Id(id)) => Some(id),
            _ => None,
        }
    }

    /// The word in a field that must be there, made a value.
    pub(super) fn required_word<T: std::str::FromStr>(
        &mut self,
        form: Form,
        name: &str,
        what: &str,
        whole: Piece<'t>,
        fields: &[Field<'t>],
    ) -> Option<T> {
        let value = self.required(name, what, whole, fields)?;
        match self.take(form.read(name, value)) {
            Some(Value::Word(word)) => word.parse().ok(),
            _ => None,
        }
    }
}
