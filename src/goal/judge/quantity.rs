//! How available, how strong, how quick and how costly a design is.

use super::{Bench, Judgement};
use crate::analysis::{Function, Granularity, Reaction, cost};
use crate::text::prose::{list, sentence};
use crate::topology::Id;

impl Bench<'_> {
    pub(super) fn availability(
        &self,
        function: Function,
        wanted: f64,
        granularity: Granularity,
    ) -> Judgement {
        let availability = self.engine.availability(function, granularity);
        let because = format!(
            "{} are served {} % of the time, counting each {granularity}: {} a year without.",
            sentence(function.phrase()),
            percent(availability.served),
            duration(availability.downtime_seconds_per_year())
        );
        Judgement::new(availability.served >= wanted, because)
    }

    pub(super) fn capacity(&self, wanted: f64) -> Judgement {
        let capacity = self.engine.capacity(Granularity::Host);
        let full = match capacity.full.as_slice() {
            [] => String::new(),
            full => format!(", then {} {} full", list(full), if full.len() == 1 { "is" } else { "are" }),
        };
        let because = format!("The site carries {} requests a second{full}.", rate(capacity.mix_qps));
        Judgement::new(capacity.mix_qps >= wanted, because).about(capacity.full)
    }

    pub(super) fn capacity_after_any_failure(&self, wanted: f64) -> Judgement {
        let capacity = self.engine.capacity(Granularity::Host);
        let worst = capacity.after_failure.iter().min_by(|one, other| one.1.total_cmp(other.1));
        let Some((id, left)) = worst else {
            return Judgement::new(capacity.mix_qps >= wanted, "There is nothing that could fail.");
        };
        let because = format!("When {id} has failed the site carries {} requests a second.", rate(*left));
        Judgement::new(*left >= wanted, because).about([id.clone()])
    }

    pub(super) fn failover_within(&self, function: Function, seconds: f64) -> Judgement {
        let spofs = self.engine.spofs(function, Granularity::Host);
        if let Some(spof) = spofs.first() {
            let because = format!(
                "When {} fails, {} are down until it is repaired: nothing takes over.",
                spof.id,
                function.phrase()
            );
            return Judgement::new(false, because).about(spofs.into_iter().map(|spof| spof.id));
        }
        let gaps = self.engine.failover_gaps(Granularity::Host);
        let longest = gaps
            .iter()
            .filter(|gap| gap.functions.contains(&function) && gap.share > 0.0)
            .max_by(|one, other| one.seconds.total_cmp(&other.seconds));
        let Some(gap) = longest else {
            let because = format!("No reaction keeps {} waiting.", function.phrase());
            return Judgement::new(true, because);
        };
        let how = match gap.reaction {
            Reaction::Check => "checks its targets",
            Reaction::Address => "moves the address",
            Reaction::Promotion => "promotes a replica",
            Reaction::ManualPromotion => "has a replica promoted by hand",
            Reaction::Majority => "goes on without the member",
            Reaction::Retry => "tries the next address",
        };
        let because = format!(
            "When {} fails, {} {how}, and {} wait {} for that.",
            gap.after,
            gap.by,
            function.phrase(),
            duration(gap.seconds)
        );
        let subjects: [Id; 2] = [gap.by.clone(), gap.after.clone()];
        Judgement::new(gap.seconds <= seconds, because).about(subjects)
    }

    pub(super) fn cost(&self, budget: u32) -> Judgement {
        let cost = cost(self.topology);
        Judgement::new(cost <= budget, format!("The design costs {cost} units a month, of {budget}."))
    }
}

/// A rate in a sentence.
fn rate(qps: f64) -> String {
    if qps.is_infinite() { "any number of".to_owned() } else { format!("{qps:.0}") }
}

/// A share in per cent, with as many digits as tell it from the whole.
fn percent(share: f64) -> String {
    let missing = (1.0 - share) * 100.0;
    let digits = (0..7).find(|digits| missing >= 0.5 * 10f64.powi(-digits)).unwrap_or(7);
    format!("{:.*}", usize::try_from(digits + 1).unwrap_or(2), share * 100.0)
}

/// A time in the largest unit that keeps it readable.
fn duration(seconds: f64) -> String {
    match seconds {
        s if s < 1.0 => format!("{s:.2} seconds"),
        s if s < 120.0 => format!("{s:.0} seconds"),
        s if s < 2.0 * 3600.0 => format!("{:.0} minutes", s / 60.0),
        s if s < 48.0 * 3600.0 => format!("{:.1} hours", s / 3600.0),
        s => format!("{:.1} days", s / 86_400.0),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    // The table of downtime in facts.md section 6: 99.9 % is 8.76 hours a year, 99.99 % 52.6 minutes.
    #[test]
    fn times_and_shares_read_as_people_say_them() {
        assert_eq!(duration(0.001 * 365.0 * 86_400.0), "8.8 hours");
        assert_eq!(duration(0.0001 * 365.0 * 86_400.0), "53 minutes");
        assert_eq!(duration(0.25), "0.25 seconds");
        assert_eq!(duration(0.1 * 365.0 * 86_400.0), "36.5 days");
        assert_eq!(percent(0.999), "99.90");
        assert_eq!(percent(0.999_996), "99.99960");
    }
}
