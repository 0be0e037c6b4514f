//! Every way that is shown is one that requests take: of single points of failure, and of one request told hop by hop.

use spof::analysis::{Function, Granularity, Hop, Spof};
use spof::topology::{Id, LinkId};

use super::super::naive::{self, End, State};
use super::{Comparison, Same, same};

impl Comparison<'_> {
    /// The way shown for each single point of failure is one, and ends with its failure.
    pub(super) fn ways(&mut self, granularity: Granularity) -> Same {
        for (function, asked) in Function::ALL.into_iter().zip(naive::Function::ALL) {
            for spof in self.engine.spofs(function, granularity) {
                let kind = self.way_of(&spof, asked).map_err(|why| {
                    format!("way shown of {}: {why}: {} ({:?})", spof.id, spof.because(), spof.path)
                })?;
                self.asked.ways[kind as usize] += 1;
            }
        }
        Ok(())
    }

    fn way_of(&self, spof: &Spof, function: naive::Function) -> Result<Kind, &'static str> {
        let failed = self.naive.failed(spof.id.as_str(), false);
        let passes = spof.because().contains(" passes ");
        let falls = |id: &Id| self.naive.falls(id.as_str(), failed);
        if self.naive.is_way(State::default(), function, &spof.path, End::Answered) {
            return match (passes, spof.path.iter().any(falls)) {
                _ if self.naive.is_way(failed, function, &spof.path, End::Answered) => {
                    Err("the way goes on without it")
                }
                (true, false) => Err("the way does not pass it"),
                (true, true) => Ok(Kind::Passed),
                (false, _) => Ok(Kind::Needed),
            };
        }
        let Some((last, way)) = spof.path.split_last() else { return Err("there is none") };
        let beside = match way {
            [_] => self.naive.is_name_server(last),
            [.., app] => self.naive.needs(app, last),
            [] => false,
        };
        let leads_there = self.naive.is_way(State::default(), function, way, End::Short);
        if !passes && beside && falls(last) && leads_there {
            Ok(Kind::Beside)
        } else {
            Err("no request takes it")
        }
    }

    /// The life of one request is a way there and back, and succeeds where such requests do.
    pub(super) fn lives(&mut self) -> Same {
        for (function, asked) in Function::ALL.into_iter().zip(naive::Function::ALL) {
            let hops = self.engine.walk(function);
            let steps: Vec<String> =
                hops.iter().map(|hop| format!("{} {} {}", hop.from, hop.to, hop.caption)).collect();
            let told = |why: &str| format!("walk of a {function}: {why}: {steps:#?}");
            let Some(share) = self.naive.served_to_the_first(asked) else {
                same("walk of nobody", &hops.len(), &0)?;
                continue;
            };
            let way = self.there_and_back(&hops).map_err(|why| told(&why))?;
            let fails = |hop: &Hop| {
                let words = ["with an error", "no such address", "lets no answer come"];
                words.iter().any(|word| hop.caption.contains(word))
            };
            let fails = hops.is_empty() || hops.iter().any(fails);
            same(&told("it fails"), &fails, &(share <= 0.0))?;
            if !fails && !self.naive.is_way(State::default(), asked, &way, End::Answered) {
                return Err(told("no request takes it"));
            }
            self.asked.lives[usize::from(fails)] += 1;
        }
        Ok(())
    }

    /// The way of the request itself, which is called last; what is called on the way answers before it.
    fn there_and_back(&self, hops: &[Hop]) -> Result<Vec<Id>, String> {
        let mut open: Vec<(&Id, &Id, &Option<LinkId>)> = Vec::new();
        let mut way = Vec::new();
        for hop in hops {
            let (from, to) = if hop.answer { (&hop.to, &hop.from) } else { (&hop.from, &hop.to) };
            let mut drawn = self.topology.links.iter().filter(|link| Some(link.id()) == hop.link);
            let leads = match &hop.link {
                Some(_) => drawn.any(|link| (&link.from, &link.to) == (from, to)),
                None => self.naive.is_name_server(to),
            };
            if !leads {
                return Err(format!("nothing leads from {from} to {to}"));
            }
            if hop.answer {
                if open.pop() != Some((from, to, &hop.link)) {
                    return Err(format!("{to} answers what it was not asked"));
                }
                continue;
            }
            if open.last().is_some_and(|(_, at, _)| *at != from) {
                return Err(format!("{from} is not where the request is"));
            }
            open.push((from, to, &hop.link));
            way = open.iter().map(|(from, ..)| (*from).clone()).chain([to.clone()]).collect();
        }
        if open.is_empty() { Ok(way) } else { Err("no answer comes".to_owned()) }
    }
}

/// What a way shows about a single point of failure.
#[derive(Debug, Clone, Copy)]
enum Kind {
    /// It leads through it.
    Passed,
    /// It fails without it.
    Needed,
    /// It leads to where it is missing.
    Beside,
}
