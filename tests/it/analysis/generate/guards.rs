//! What firewalls say, by chance: most let pass what is drawn, the others have a list of rules.

use spof::topology::{Action, Component, Kind, Link, Protocol, Rule, Rules};

use super::{Builder, id};

impl Builder {
    /// Firewalls on hosts, and lists of rules for some of these and of those in line.
    pub(super) fn guards(&mut self) {
        for no in 0..self.topology.hosts.len() {
            if !self.chance.percent(18) {
                continue;
            }
            let mut firewall = Component::new(id("fw"), Kind::Firewall);
            if self.chance.percent(60) {
                firewall.settings.rules = Rules::Listed(self.rules());
            }
            self.topology.hosts[no].components.push(firewall);
            if self.chance.percent(10) {
                self.through(no);
            }
        }
        for no in 0..self.topology.parts.len() {
            if self.topology.parts[no].component.kind == Kind::Firewall && self.chance.percent(25) {
                self.topology.parts[no].component.settings.rules = Rules::Listed(self.rules());
            }
        }
    }

    /// What comes to a host by HTTP may come through its firewall as if that stood before it.
    fn through(&mut self, no: usize) {
        let host = &self.topology.hosts[no];
        let firewall = host.id.join(&id("fw"));
        let inside =
            |link: &Link| link.to.host() == Some(host.id.as_str()) && link.protocol == Protocol::Http;
        let comes = self.topology.links.iter().position(inside);
        if let Some(comes) = comes {
            let onward = Link { from: firewall.clone(), ..self.topology.links[comes].clone() };
            self.topology.links[comes].to = firewall;
            self.topology.links.push(onward);
        }
    }

    fn rules(&mut self) -> Vec<Rule> {
        let mut names: Vec<String> = ["internet", "private", "user"].map(str::to_owned).to_vec();
        names.extend(self.topology.hosts.iter().map(|host| host.id.to_string()));
        names.extend(self.topology.components().map(|placed| placed.id().to_string()));
        let mut rules: Vec<Rule> = Vec::new();
        for _ in 0..self.chance.below(3) {
            rules.push(Rule {
                action: self.chance.pick(&[Action::Allow, Action::Deny]),
                from: self.chance.percent(60).then(|| self.chance.pick(&names)),
                to: self.chance.percent(20).then(|| self.chance.pick(&names)),
                port: self.chance.percent(40).then(|| self.chance.pick(&[80, 443, 3306, 9000])),
            });
        }
        if self.chance.percent(85) {
            rules.push(Rule { action: Action::Allow, from: None, to: None, port: None });
        }
        rules
    }
}
