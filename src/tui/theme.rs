//! What things look like: a style for each role, stated once for each theme.
//!
//! Widgets ask for roles and never name a colour. Colour is never the only sign of anything: every state
//! also has a character or a modifier, so that the theme without colour loses nothing.

use ratatui::style::{Color, Modifier, Style};
use strum::{Display, EnumString, IntoStaticStr, VariantArray};

/// The themes that a learner can choose from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Display, EnumString, IntoStaticStr, VariantArray)]
#[strum(serialize_all = "kebab-case")]
pub enum ThemeName {
    /// Calm colours on a dark ground.
    #[default]
    Dark,
    /// Calm colours on a light ground.
    Light,
    /// Full contrast on black.
    HighContrast,
    /// The sixteen colours of the terminal itself, on its own ground.
    Terminal,
    /// No colour: bold, underline and reverse only.
    Mono,
}

/// The part that a piece of the screen plays.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// Plain text.
    Text,
    /// Text that stands back: hints, captions, counts.
    Quiet,
    /// The frame of a pane.
    Frame,
    /// The frame of the pane that has the keys.
    FrameActive,
    /// A pane's title or a heading.
    Title,
    /// A word that matters.
    Strong,
    /// A word with stress.
    Emphasis,
    /// Code, a file name, something to type.
    Code,
    /// The name of a key.
    Key,
    /// The chosen row.
    Selected,
    /// What leads on: the next step, a link.
    Accent,
    /// What is right, up, done.
    Good,
    /// What is half right or degraded.
    Warn,
    /// What is wrong, failed, down.
    Bad,
    /// A host's or part's frame in the diagram.
    Box,
    /// A cluster's frame in the diagram.
    Group,
    /// A component's name in the diagram.
    Part,
    /// A link in the diagram.
    Link,
    /// A link's label in the diagram.
    LinkLabel,
    /// What the lesson points at.
    Highlight,
    /// A message on its way along a link.
    Packet,
    /// The words of an answer that earned a point.
    Evidence,
}

/// A style for each role.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Theme {
    name: ThemeName,
    palette: Palette,
}

/// The colours that the roles share.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Palette {
    ground: Color,
    text: Color,
    quiet: Color,
    line: Color,
    accent: Color,
    second: Color,
    good: Color,
    warn: Color,
    bad: Color,
    raised: Color,
}

impl Theme {
    /// The theme with this name.
    #[must_use]
    pub fn new(name: ThemeName) -> Self {
        Self { name, palette: palette(name) }
    }

    /// Its name.
    #[must_use]
    pub fn name(&self) -> ThemeName {
        self.name
    }

    /// The style of everything that no widget draws on.
    #[must_use]
    pub fn ground(&self) -> Style {
        Style::new().fg(self.palette.text).bg(self.palette.ground)
    }

    /// The style of a role.
    #[must_use]
    pub fn style(&self, role: Role) -> Style {
        let p = &self.palette;
        let plain = Style::new();
        let coloured = match role {
            Role::Text | Role::Part => plain.fg(p.text),
            Role::Quiet | Role::Box | Role::Link => plain.fg(p.quiet),
            Role::Frame | Role::Group => plain.fg(p.line),
            Role::FrameActive | Role::Accent => plain.fg(p.accent),
            Role::Title | Role::Highlight => plain.fg(p.accent).add_modifier(Modifier::BOLD),
            Role::Strong => plain.fg(p.text).add_modifier(Modifier::BOLD),
            Role::Emphasis => plain.fg(p.text).add_modifier(Modifier::ITALIC),
            Role::Code | Role::LinkLabel => plain.fg(p.second),
            Role::Key => plain.fg(p.second).add_modifier(Modifier::BOLD),
            Role::Selected => plain.fg(p.text).bg(p.raised).add_modifier(Modifier::BOLD),
            Role::Good => plain.fg(p.good),
            Role::Warn => plain.fg(p.warn),
            Role::Bad => plain.fg(p.bad),
            Role::Packet => plain.fg(p.ground).bg(p.warn).add_modifier(Modifier::BOLD),
            Role::Evidence => plain.fg(p.good).add_modifier(Modifier::UNDERLINED),
        };
        if self.name == ThemeName::Mono { mono(role) } else { coloured }
    }
}

/// The roles without colour.
fn mono(role: Role) -> Style {
    let modifier = match role {
        Role::Title | Role::Strong | Role::Key | Role::Bad | Role::Highlight | Role::FrameActive => {
            Modifier::BOLD
        }
        Role::Emphasis => Modifier::ITALIC,
        Role::Selected | Role::Packet => Modifier::REVERSED,
        Role::Evidence | Role::Accent => Modifier::UNDERLINED,
        Role::Quiet | Role::Frame | Role::Group => Modifier::DIM,
        _ => Modifier::empty(),
    };
    Style::new().add_modifier(modifier)
}

fn palette(name: ThemeName) -> Palette {
    let rgb = |hex: u32| Color::from_u32(hex);
    match name {
        ThemeName::Dark => Palette {
            ground: rgb(0x0016_1b22),
            text: rgb(0x00d7_dee8),
            quiet: rgb(0x0089_96a8),
            line: rgb(0x0043_4f5f),
            accent: rgb(0x0064_c6e8),
            second: rgb(0x00e3_b77c),
            good: rgb(0x0085_cf8a),
            warn: rgb(0x00ee_c860),
            bad: rgb(0x00f2_7a7a),
            raised: rgb(0x002b_3848),
        },
        ThemeName::Light => Palette {
            ground: rgb(0x00fa_f8f3),
            text: rgb(0x0022_2a33),
            quiet: rgb(0x005f_6b78),
            line: rgb(0x00b4_bcc4),
            accent: rgb(0x0000_6a94),
            second: rgb(0x008a_4b00),
            good: rgb(0x001f_6f2b),
            warn: rgb(0x0084_5c00),
            bad: rgb(0x00b2_2222),
            raised: rgb(0x00dd_e6ec),
        },
        ThemeName::HighContrast => Palette {
            ground: Color::Black,
            text: rgb(0x00ff_ffff),
            quiet: rgb(0x00d0_d0d0),
            line: rgb(0x00ff_ffff),
            accent: rgb(0x0000_ffff),
            second: rgb(0x00ff_d75f),
            good: rgb(0x005f_ff5f),
            warn: rgb(0x00ff_ff00),
            bad: rgb(0x00ff_8787),
            raised: rgb(0x0000_44aa),
        },
        ThemeName::Terminal => Palette {
            ground: Color::Reset,
            text: Color::Reset,
            quiet: Color::DarkGray,
            line: Color::DarkGray,
            accent: Color::Cyan,
            second: Color::Yellow,
            good: Color::Green,
            warn: Color::Yellow,
            bad: Color::Red,
            raised: Color::Blue,
        },
        ThemeName::Mono => Palette {
            ground: Color::Reset,
            text: Color::Reset,
            quiet: Color::Reset,
            line: Color::Reset,
            accent: Color::Reset,
            second: Color::Reset,
            good: Color::Reset,
            warn: Color::Reset,
            bad: Color::Reset,
            raised: Color::Reset,
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The relative luminance of WCAG 2.1 ("relative luminance").
    fn luminance(color: Color) -> Option<f64> {
        let Color::Rgb(r, g, b) = color else { return None };
        let linear = |channel: u8| {
            let share = f64::from(channel) / 255.0;
            if share <= 0.03928 { share / 12.92 } else { ((share + 0.055) / 1.055).powf(2.4) }
        };
        Some(0.2126 * linear(r) + 0.7152 * linear(g) + 0.0722 * linear(b))
    }

    fn contrast(one: Color, other: Color) -> Option<f64> {
        let (one, other) = (luminance(one)?, luminance(other)?);
        Some((one.max(other) + 0.05) / (one.min(other) + 0.05))
    }

    #[test]
    fn every_text_colour_is_readable_on_its_ground() {
        for name in [ThemeName::Dark, ThemeName::Light] {
            let p = palette(name);
            for color in [p.text, p.quiet, p.accent, p.second, p.good, p.warn, p.bad] {
                let ratio = contrast(color, p.ground).unwrap();
                assert!(ratio >= 4.5, "{name}: {color} has a contrast of {ratio:.1}, WCAG AA asks for 4.5");
            }
            assert!(contrast(p.text, p.raised).unwrap() >= 4.5, "{name}: the selected row");
        }
    }

    #[test]
    fn the_theme_without_colour_has_none() {
        let theme = Theme::new(ThemeName::Mono);
        for role in [Role::Text, Role::Selected, Role::Bad, Role::Packet, Role::Link] {
            let style = theme.style(role);
            assert!(style.fg.is_none() && style.bg.is_none(), "{role:?}");
        }
        assert_ne!(theme.style(Role::Selected), theme.style(Role::Text));
    }
}
