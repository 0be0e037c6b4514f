//! The work in the lab: edits, their history, and where they are kept.

use std::path::PathBuf;

use crate::analysis;
use crate::topology::{self, Edit, Id};
use crate::tui::screen::{Effect, Keep, Save, World};

use super::{Lab, Mode, start};

impl Lab {
    /// Makes an edit, and says what came of it.
    pub(super) fn edit(&mut self, edit: Edit, world: &World) -> Vec<Effect> {
        if let Some(refusal) = self.mission.as_ref().and_then(|mission| mission.refuses(&edit)) {
            return vec![Effect::Notice(refusal)];
        }
        let line = edit.to_string();
        let made = [edit.clone()];
        let added = match &edit {
            Edit::AddHost { id } | Edit::AddPart { id, .. } => Some(id.clone()),
            Edit::AddComponent { host, name, .. } => Some(host.join(name)),
            _ => None,
        };
        match self.history.apply(edit) {
            Ok(_) => {
                let mut effects = self.changed(&made, world);
                // What was added is what one goes on with.
                if added.is_some() {
                    self.board.select(added);
                }
                effects.insert(0, Effect::Notice(line));
                effects
            }
            Err(error) => vec![Effect::Notice(error.to_string())],
        }
    }

    /// Follows the history after these edits: the board, the analysis, the check-list, and the saved work.
    pub(super) fn changed(&mut self, made: &[Edit], world: &World) -> Vec<Effect> {
        // What is only renamed is the same part.
        let before = match analysis::renamed(self.board.topology(), made) {
            Some(renamed) => analysis::analyse(&renamed, &analysis::Options::default()),
            None => self.board.report().clone(),
        };
        self.board.show(self.history.current().clone());
        self.difference = Some(analysis::difference(&before, self.board.report()));
        self.finding = self.finding.min(self.last_finding());
        let apart = self.keep_apart(world);
        let mut effects = vec![self.keep()];
        effects.extend(apart.map(Effect::Notice));
        if let Some(mission) = &mut self.mission
            && let Some(result) = mission.judge(&self.history, world)
        {
            effects.push(Effect::Keep(Keep::Mission(result)));
            effects.push(Effect::Keep(mission.step_done()));
            self.board.show_spofs(true);
            self.mode = Mode::Reading { title: "Done".to_owned(), text: mission.debrief().to_owned() };
        }
        effects
    }

    /// Takes another name for the work when another spof has kept something else under this one meanwhile, so that
    /// neither is lost; and says so.
    fn keep_apart(&mut self, world: &World) -> Option<String> {
        let theirs = world.store.lab(&self.name).map(|saved| saved.topology);
        if theirs == self.kept {
            return None;
        }
        self.name = start::other_name(&self.name, world)?;
        Some(
            "Another spof works on this too. Your design is kept apart from now on; ctrl-p finds it again."
                .to_owned(),
        )
    }

    /// Keeps the work as it is now.
    pub(super) fn keep(&mut self) -> Effect {
        let log: Vec<String> = self.history.steps().iter().flatten().map(ToString::to_string).collect();
        let work = (topology::write(self.history.current()), log.join("\n"));
        self.kept = Some(work.0.clone());
        Effect::Keep(Keep::Lab { name: self.name.clone(), work: Some(work) })
    }

    /// Makes the edit that a line of text says.
    pub(super) fn run(&mut self, line: &str, world: &World) -> Result<Vec<Effect>, String> {
        let line = line.trim();
        match line {
            "" => return Ok(Vec::new()),
            "undo" => return Ok(self.undo(world)),
            "redo" => return Ok(self.redo(world)),
            _ => {}
        }
        if let Some(rest) = line.strip_prefix("write") {
            let (rest, overwrite) = rest.strip_prefix('!').map_or((rest, false), |rest| (rest, true));
            return self.save(rest.trim(), overwrite);
        }
        let edit = Edit::parse(line, self.history.current()).map_err(|error| error.to_string())?;
        self.said.push(line.to_owned());
        Ok(self.edit(edit, world))
    }

    /// Writes the design to its own file, or to a named one, which becomes its own.
    pub(super) fn save(&mut self, path: &str, overwrite: bool) -> Result<Vec<Effect>, String> {
        let own = self.file.as_ref().filter(|own| path.is_empty() || own.as_os_str() == path);
        let (path, overwrite) = match (own, path) {
            (Some(own), _) => (own.clone(), true),
            (None, "") => return Err("Say where to write it, such as write shop.ron.".to_owned()),
            (None, path) => (PathBuf::from(path), overwrite),
        };
        let text = topology::write(self.history.current());
        if overwrite || !path.exists() {
            self.file = Some(path.clone());
            self.saved = Some(self.history.current().clone());
            self.kept = None;
        }
        Ok(vec![Effect::Save(Save { path, text, overwrite, work: self.name.clone() })])
    }

    /// Whether the design has a file, and the file does not have its last edits.
    pub(super) fn is_unsaved(&self) -> bool {
        self.file.is_some() && self.saved.as_ref() != Some(self.history.current())
    }

    pub(super) fn undo(&mut self, world: &World) -> Vec<Effect> {
        match self.history.undo().map(<[Edit]>::to_vec) {
            Some(step) => {
                let back: Vec<Edit> = step.iter().rev().filter_map(named_back).collect();
                let mut effects = self.changed(&back, world);
                effects.insert(0, Effect::Notice(format!("Taken back: {}", lines(&step))));
                effects
            }
            None => vec![Effect::Notice("There is nothing to take back.".to_owned())],
        }
    }

    pub(super) fn redo(&mut self, world: &World) -> Vec<Effect> {
        match self.history.redo().map(<[Edit]>::to_vec) {
            Some(step) => {
                let mut effects = self.changed(&step, world);
                effects.insert(0, Effect::Notice(format!("Done again: {}", lines(&step))));
                effects
            }
            None => vec![Effect::Notice("There is nothing to do again.".to_owned())],
        }
    }
}

/// The renaming that takes a renaming back; nothing for other edits.
fn named_back(edit: &Edit) -> Option<Edit> {
    let Edit::Rename { id, name } = edit else { return None };
    let new = match id.host() {
        Some(host) => host.parse::<Id>().ok()?.join(name),
        None => name.clone(),
    };
    Some(Edit::Rename { id: new, name: id.name().parse().ok()? })
}

/// The edits of a step, as one line.
fn lines(step: &[Edit]) -> String {
    step.iter().map(ToString::to_string).collect::<Vec<_>>().join("; ")
}
