//! What an SVG picture looks like: the colours of its grounds, and a pen for each role and state.
//!
//! A state shows in the pen too (broken, wide, double), never in the colour alone.

use crate::diagram::{Role, State};

/// The ground that a picture is made for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Ground {
    /// For a page of paper.
    #[default]
    Light,
    /// For a dark slide.
    Dark,
}

/// The colours of a ground.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Palette {
    pub(super) ground: &'static str,
    pub(super) host: &'static str,
    pub(super) cluster: &'static str,
    pub(super) text: &'static str,
    frame: &'static str,
    group: &'static str,
    link: &'static str,
    peer: &'static str,
    monitoring: &'static str,
    label: &'static str,
    good: &'static str,
    warn: &'static str,
    bad: &'static str,
}

/// How a line is drawn.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Pen {
    pub(super) color: &'static str,
    /// In pixels.
    pub(super) width: f32,
    pub(super) dash: Option<&'static str>,
}

impl Palette {
    pub(super) fn new(ground: Ground) -> Self {
        match ground {
            Ground::Light => Self {
                ground: "#ffffff",
                host: "#f4f6f8",
                cluster: "#e9f0f7",
                text: "#1c242d",
                frame: "#5a6673",
                group: "#7391b0",
                link: "#2f3a46",
                peer: "#00648c",
                monitoring: "#6b4fa0",
                label: "#7a4200",
                good: "#00648c",
                warn: "#7d5700",
                bad: "#b22222",
            },
            Ground::Dark => Self {
                ground: "#161b22",
                host: "#1f2731",
                cluster: "#1b2532",
                text: "#dfe6ee",
                frame: "#8996a8",
                group: "#5f7fa3",
                link: "#c3ccd8",
                peer: "#64c6e8",
                monitoring: "#b9a2ec",
                label: "#e3b77c",
                good: "#64c6e8",
                warn: "#eec860",
                bad: "#f27a7a",
            },
        }
    }

    /// The colour that a state has, the gravest first.
    fn of_state(&self, state: State) -> Option<&'static str> {
        let graver = [
            (State::FAILED, self.bad),
            (State::DEGRADED, self.warn),
            (State::BOTTLENECK, self.warn),
            (State::SPOF, self.warn),
            (State::HIGHLIGHTED, self.good),
            (State::SELECTED, self.good),
        ];
        graver.into_iter().find(|(wanted, _)| state.has(*wanted)).map(|(_, color)| color)
    }

    /// The pen for lines of a role in a state.
    pub(super) fn pen(&self, role: Role, state: State) -> Pen {
        let (color, dash) = match role {
            Role::Frame | Role::Title => (self.frame, None),
            Role::ClusterFrame | Role::ClusterTitle => (self.group, None),
            Role::PeerLink => (self.peer, Some("2 3")),
            Role::MonitoringLink => (self.monitoring, Some("2 4")),
            _ => (self.link, None),
        };
        let width = if state.has(State::HIGHLIGHTED) || state.has(State::SELECTED) {
            3.0
        } else if state.has(State::SPOF) || state.has(State::BOTTLENECK) {
            2.0
        } else {
            1.0
        };
        let broken = if state.has(State::FAILED) {
            Some("6 4")
        } else if state.has(State::DEGRADED) {
            Some("9 3 2 3")
        } else {
            None
        };
        Pen { color: self.of_state(state).unwrap_or(color), width, dash: broken.or(dash) }
    }

    /// The colour of a text.
    pub(super) fn letters(&self, role: Role, state: State) -> &'static str {
        let color = match role {
            Role::Label => self.label,
            Role::ClusterTitle | Role::Tag => self.peer,
            _ => self.text,
        };
        // A single point of failure has its sign; the name stays calm.
        let told = [State::FAILED, State::DEGRADED, State::HIGHLIGHTED].iter().any(|told| state.has(*told));
        if told { self.of_state(state).unwrap_or(color) } else { color }
    }

    /// The colour of a sign.
    pub(super) fn sign(&self, failed: bool) -> &'static str {
        if failed { self.bad } else { self.warn }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The relative luminance of WCAG 2.1.
    fn luminance(color: &str) -> f64 {
        let channel = |at: usize| {
            let share = f64::from(u8::from_str_radix(&color[at..at + 2], 16).unwrap()) / 255.0;
            if share <= 0.03928 { share / 12.92 } else { ((share + 0.055) / 1.055).powf(2.4) }
        };
        0.2126 * channel(1) + 0.7152 * channel(3) + 0.0722 * channel(5)
    }

    #[test]
    fn every_text_and_line_is_readable_on_every_ground_below_it() {
        for ground in [Ground::Light, Ground::Dark] {
            let p = Palette::new(ground);
            for below in [p.ground, p.host, p.cluster] {
                let ratio = |color: &str| {
                    let (one, other) = (luminance(color), luminance(below));
                    (one.max(other) + 0.05) / (one.min(other) + 0.05)
                };
                // WCAG 2.1: 4.5 for text (1.4.3), 3 for graphical objects (1.4.11).
                for color in [p.text, p.label, p.peer, p.bad, p.warn, p.good] {
                    assert!(ratio(color) >= 4.5, "{ground:?}: {color} on {below}: {:.1}", ratio(color));
                }
                for color in [p.frame, p.link, p.monitoring] {
                    assert!(ratio(color) >= 3.0, "{ground:?}: {color} on {below}: {:.1}", ratio(color));
                }
            }
        }
    }

    #[test]
    fn each_state_has_a_pen_of_its_own_without_colour() {
        let palette = Palette::new(Ground::Light);
        let plain = palette.pen(Role::Frame, State::default());
        for state in [State::FAILED, State::DEGRADED, State::SPOF, State::HIGHLIGHTED, State::SELECTED] {
            let pen = palette.pen(Role::Frame, state);
            assert_ne!((pen.width, pen.dash), (plain.width, plain.dash), "{state:?}");
        }
    }
}
