//! Reads clusters: what depends on the mode stands in the mode's parentheses.

use super::reader::Reader;
use crate::text::closest;
use crate::topology::flaw::Item;
use crate::topology::property::Properties;
use crate::topology::source::{Field, Piece};
use crate::topology::{Cluster, Id, Mode, Property, Value};

/// Properties that stand in the parentheses of `automatic(…)`.
const OF_THE_PROMOTION: [&str; 2] = ["fencing", "voters"];

impl<'t> Reader<'t> {
    pub(super) fn cluster(&mut self, piece: Piece<'t>, clusters: &mut Vec<Cluster>) {
        let Some(fields) = self.fields(piece, "cluster") else { return self.lost(None) };
        let item = Item::Cluster(clusters.len());
        let id = self.id(item, "cluster", piece, &fields);
        let mode = self.required("mode", "cluster", piece, &fields).and_then(|value| self.mode(item, value));
        let (Ok(id), Some(mode)) = (&id, mode) else {
            return self.lost(id.map_or_else(|text| text, |id| Some(id.to_string())));
        };
        let mut cluster = Cluster::new(id.clone(), mode);
        let of_a_mode: Vec<&str> =
            cluster.properties().iter().filter(|p| !p.only.is_empty()).map(|p| p.name).collect();
        let (misplaced, own): (Vec<Field<'t>>, Vec<Field<'t>>) =
            fields.into_iter().partition(|field| of_a_mode.contains(&field.name));
        for field in misplaced {
            let hint = format!("Write it inside: `mode: {}({}: …)`.", cluster.mode.name(), field.name);
            self.wrong(field.name, format!("`{}` belongs to the mode.", field.name), hint);
        }
        self.properties(item, "cluster", &["id", "mode"], &own, &mut cluster);
        clusters.push(cluster);
    }

    fn mode(&mut self, item: Item, value: Piece<'t>) -> Option<Mode> {
        let (word, call) = value.call();
        // A member to begin with: the mode of this name, with nothing set.
        let Some(mode) = Mode::with_members(word, vec![Id::unknown()]) else {
            self.no_mode(word, value);
            return None;
        };
        let fields = call.map_or(Some(Vec::new()), |call| self.fields(call, word))?;
        let mut cluster = Cluster::new(Id::unknown(), mode);
        let known: Vec<Property> = cluster
            .properties()
            .into_iter()
            .filter(|p| p.fits && !p.only.is_empty() && !OF_THE_PROMOTION.contains(&p.name))
            .collect();
        let mut complete = true;
        for property in known.iter().filter(|property| property.required) {
            complete &= self.required(property.name, word, value, &fields).is_some();
        }
        for field in &fields {
            match known.iter().find(|property| property.name == field.name) {
                Some(property) if property.name == "promotion" => {
                    self.promotion(item, field.value, &mut cluster);
                }
                Some(property) => {
                    complete &= self.property(item, property, field, &mut cluster) || !property.required;
                }
                None => self.unknown(field, word, known.iter().map(|property| property.name).collect()),
            }
        }
        complete.then_some(cluster.mode)
    }

    fn no_mode(&mut self, word: &str, value: Piece<'t>) {
        let message = if word.is_empty() { "this".to_owned() } else { format!("`{word}`") };
        let hint = match closest(word, Mode::NAMES) {
            Some(meant) => format!("Did you mean `{meant}`?"),
            None => format!("It is one of: {}, with its members in parentheses.", Mode::NAMES.join(", ")),
        };
        self.wrong(value.source(), format!("`mode` cannot be {message}."), hint);
    }

    fn promotion(&mut self, item: Item, value: Piece<'t>, cluster: &mut Cluster) {
        self.spot(item.at("promotion"), value.source());
        let (word, call) = value.call();
        if word != "automatic" && (word != "manual" || call.is_some()) {
            let hint = "Write `manual`, or `automatic(voters: [\"a\", \"b\", \"c\"], fencing: true)`.";
            return self.wrong(value.source(), "`promotion` cannot be this.", hint);
        }
        cluster.change("promotion", Some(Value::Word(word.to_owned())));
        let fields = call.and_then(|call| self.fields(call, "promotion")).unwrap_or_default();
        let known = cluster.properties();
        for field in &fields {
            let inner = OF_THE_PROMOTION.contains(&field.name);
            match known.iter().find(|property| inner && property.name == field.name) {
                Some(property) => drop(self.property(item, property, field, cluster)),
                None => self.unknown(field, "promotion", OF_THE_PROMOTION.to_vec()),
            }
        }
    }
}
