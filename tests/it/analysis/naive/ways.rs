//! Whether requests get through without an element, everything else being as it is while all works.

use super::flows::Target;
use super::serve::{Role, Serving};
use super::{Function, Naive, State, bit};

impl Naive<'_> {
    /// Whether some request succeeds that does not go through this host, component or place. It works; the request
    /// only keeps away from it.
    pub(crate) fn gets_by(&self, function: Function, element: &str) -> bool {
        let without = self.failed(element, false);
        let mut serving = Serving::new(self, State::default());
        let users = self.users.iter();
        users.clone().any(|entries| {
            let entered = serving.entered(entries);
            entered.into_iter().flatten().any(|target| goes_by(&mut serving, target, function, 0, without))
        })
    }
}

/// Whether a request sent to a target can succeed beside what it keeps away from, on a path that has met these.
fn goes_by(
    serving: &mut Serving<'_>,
    target: &Target,
    function: Function,
    path: u64,
    without: State,
) -> bool {
    let no = target.to;
    let beside = target.is_open(without) && without.down & bit(no) == 0;
    if !beside || serving.through(target, function, path) <= 0.0 {
        return false;
    }
    let naive = serving.naive;
    let path = path | bit(no);
    let files = function == Function::StaticRead;
    match &naive.roles[no] {
        Role::Web(_) | Role::App(_) if files => true,
        Role::Forwarder(_, hit) if files && *hit > 0.0 => true,
        Role::Web(pool) | Role::Forwarder(pool, _) => {
            let chosen = serving.chosen(no, pool, path);
            chosen.into_iter().any(|target| goes_by(serving, target, function, path, without))
        }
        Role::App(app) => {
            let data: Vec<&Target> =
                serving.data(no, app, function, path).into_iter().map(|(target, _)| target).collect();
            data.into_iter().any(|target| {
                let direct = app.databases.iter().any(|database| database.to == target.to);
                let there = target.is_open(without) && without.down & bit(target.to) == 0;
                if direct { there } else { goes_by(serving, target, function, path, without) }
            })
        }
        Role::Database | Role::Other => true,
    }
}
