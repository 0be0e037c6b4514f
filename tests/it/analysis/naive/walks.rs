//! Whether a way that somebody shows is one that a request can take.

use spof::topology::{Id, Kind};

use super::flows::Target;
use super::serve::{Role, Serving};
use super::{Function, Naive, State, bit};

/// Where a way that is shown ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum End {
    /// Where the request is answered.
    Answered,
    /// Before that: at an application server that misses something, or at the user.
    Short,
}

impl Naive<'_> {
    /// Whether a request for a function can take this way in a state and succeed: from a user through an entry, by
    /// links and firewalls that let it pass, each time to somebody whom the one before chooses.
    pub(crate) fn is_way(&self, state: State, function: Function, way: &[Id], end: End) -> bool {
        let way: Option<Vec<usize>> = way.iter().map(|id| self.no(id.as_str())).collect();
        let Some((user, rest)) = way.as_ref().and_then(|way| way.split_first()) else { return false };
        let mut serving = Serving::new(self, state);
        let Some(place) = self.callers.iter().position(|caller| caller == user) else { return false };
        if rest.is_empty() {
            return end == End::Short;
        }
        let entered = serving.entered(&self.users[place]);
        serving.name_is_answered()
            && entered
                .into_iter()
                .flatten()
                .any(|target| goes(&mut serving, target, (function, end), 0, rest))
    }

    /// Whether a component is one that an application server cannot do without: its files, or a part that it requires.
    pub(crate) fn needs(&self, app: &Id, part: &Id) -> bool {
        let (Some(app), Some(part)) = (self.no(app.as_str()), self.no(part.as_str())) else { return false };
        let Role::App(needs) = &self.roles[app] else { return false };
        needs.files.iter().any(|(files, _)| *files == part)
            || needs.required.iter().any(|target| target.to == part)
    }

    /// Whether a component does not work in a state.
    pub(crate) fn falls(&self, id: &str, state: State) -> bool {
        self.no(id).is_some_and(|no| state.down & bit(no) != 0)
    }

    pub(crate) fn is_name_server(&self, id: &Id) -> bool {
        self.no(id.as_str()).is_some_and(|no| self.kind(no) == Kind::Dns)
    }

    /// The share of the requests of the first user that succeeds; none where nobody calls the site.
    pub(crate) fn served_to_the_first(&self, function: Function) -> Option<f64> {
        let mut serving = Serving::new(self, State::default());
        let entries = self.users.first()?;
        Some(if serving.name_is_answered() { serving.user(entries, function) } else { 0.0 })
    }
}

/// Whether a request that is sent to a target goes on along the rest of the way, on a path that has met these.
fn goes(
    serving: &mut Serving<'_>,
    target: &Target,
    asked: (Function, End),
    path: u64,
    rest: &[usize],
) -> bool {
    if serving.through(target, asked.0, path) <= 0.0 {
        return false;
    }
    let state = serving.state;
    target.ways.iter().filter(|way| way.is_open(state)).any(|way| {
        let onward = rest.strip_prefix(&way.crossed[..]).and_then(|rest| rest.split_first());
        onward
            .is_some_and(|(next, rest)| *next == target.to && arrives(serving, target.to, asked, path, rest))
    })
}

fn arrives(
    serving: &mut Serving<'_>,
    no: usize,
    (function, end): (Function, End),
    path: u64,
    rest: &[usize],
) -> bool {
    let path = path | bit(no);
    let files = function == Function::StaticRead;
    let naive = serving.naive;
    let next: Vec<&Target> = match &naive.roles[no] {
        Role::Web(_) | Role::App(_) if files => Vec::new(),
        Role::Web(pool) | Role::Forwarder(pool, _) => serving.chosen(no, pool, path),
        Role::App(app) => {
            serving.data(no, app, function, path).into_iter().map(|(target, _)| target).collect()
        }
        Role::Database | Role::Other => Vec::new(),
    };
    if !rest.is_empty() {
        return next.into_iter().any(|target| goes(serving, target, (function, end), path, rest));
    }
    let keeps = matches!(&naive.roles[no], Role::Forwarder(_, hit) if files && *hit > 0.0);
    end == End::Short || next.is_empty() || keeps
}
