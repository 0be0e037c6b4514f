//! The screen in pure ASCII, for terminals and fonts that have no more.

use ratatui::buffer::Buffer;

/// Puts an ASCII character in the place of each sign and frame of ours. Letters stay: they are the learner's own
/// text and the course's.
pub fn plain(buffer: &mut Buffer) {
    for cell in &mut buffer.content {
        if let Some(sign) = sign(cell.symbol()) {
            cell.set_symbol(sign);
        }
    }
}

fn sign(symbol: &str) -> Option<&'static str> {
    Some(match symbol {
        "╭" | "╮" | "╰" | "╯" | "┌" | "┐" | "└" | "┘" => "+",
        "─" | "−" | "–" | "—" => "-",
        "│" | "▎" | "↕" => "|",
        "✓" | "▾" | "↓" => "v",
        "✗" => "x",
        "◆" | "‼" => "!",
        "▲" | "▴" | "↑" => "^",
        "●" | "•" => "*",
        "○" | "◇" => "o",
        "▸" | "→" | "›" => ">",
        "◂" | "←" => "<",
        "█" => "#",
        "░" | "·" | "…" => ".",
        "“" | "”" => "\"",
        "’" => "'",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn frames_and_signs_become_ascii_and_letters_stay() {
        let mut buffer = Buffer::with_lines(["╭─✓ ✗ ◆╮ é 漢"]);
        plain(&mut buffer);
        assert_eq!(buffer, Buffer::with_lines(["+-v x !+ é 漢"]));
    }
}
