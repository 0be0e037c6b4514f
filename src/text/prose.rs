//! Small grammar for sentences that a program writes: lists, counts, articles.

use std::fmt::Display;

/// The most items that a list in a sentence names before it says how many more there are.
const LONGEST_LIST: usize = 6;

/// Names joined as in a sentence: `a`, `a and b`, `a, b and c`; a long list ends in `and 4 more`.
#[must_use]
pub fn list<T: Display>(items: impl IntoIterator<Item = T>) -> String {
    joined(items, "and")
}

/// The same for a choice: `a, b or c`.
#[must_use]
pub fn choice<T: Display>(items: impl IntoIterator<Item = T>) -> String {
    joined(items, "or")
}

fn joined<T: Display>(items: impl IntoIterator<Item = T>, last: &str) -> String {
    let mut items: Vec<String> = items.into_iter().map(|item| item.to_string()).collect();
    if items.len() > LONGEST_LIST {
        let more = items.len() - (LONGEST_LIST - 1);
        items.truncate(LONGEST_LIST - 1);
        items.push(format!("{more} more"));
    }
    match items.split_last() {
        None => String::new(),
        Some((only, [])) => only.clone(),
        Some((end, rest)) => format!("{} {last} {end}", rest.join(", ")),
    }
}

/// A number of things: `no server`, `1 server`, `2 servers`.
#[must_use]
pub fn counted(number: usize, noun: &str) -> String {
    match number {
        0 => format!("no {noun}"),
        1 => format!("1 {noun}"),
        _ => format!("{number} {}", plural(noun)),
    }
}

/// The plural of one of our nouns: `proxies`, `caches`; `DNS` and `application files` stay as they are.
#[must_use]
pub fn plural(noun: &str) -> String {
    if noun.ends_with("ss") || noun.ends_with("ch") || noun.ends_with("sh") {
        format!("{noun}es")
    } else if noun.ends_with(['s', 'S']) {
        noun.to_owned()
    } else if let Some(stem) = noun.strip_suffix('y').filter(|stem| !stem.ends_with(['a', 'e', 'o', 'u'])) {
        format!("{stem}ies")
    } else {
        format!("{noun}s")
    }
}

/// A noun with its article: `a web server`, `an application server`; none before a plural.
#[must_use]
pub fn article(noun: &str) -> String {
    if noun.ends_with("files") {
        return noun.to_owned();
    }
    let vowel = noun.starts_with(['a', 'e', 'i', 'o', 'A', 'E', 'I', 'O']);
    format!("{} {noun}", if vowel { "an" } else { "a" })
}

/// The text with its first letter made large, as a sentence begins.
#[must_use]
pub fn sentence(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_read_as_in_a_sentence() {
        assert_eq!(list::<&str>([]), "");
        assert_eq!(list(["a"]), "a");
        assert_eq!(list(["a", "b"]), "a and b");
        assert_eq!(choice(["a", "b", "c"]), "a, b or c");
        assert_eq!(list(1..=6), "1, 2, 3, 4, 5 and 6");
        assert_eq!(list(1..=9), "1, 2, 3, 4, 5 and 4 more");
    }

    #[test]
    fn nouns_follow_their_number_and_article() {
        assert_eq!(counted(0, "proxy"), "no proxy");
        assert_eq!(counted(1, "web server"), "1 web server");
        assert_eq!(counted(3, "proxy"), "3 proxies");
        assert_eq!(counted(2, "cache"), "2 caches");
        assert_eq!(counted(2, "application files"), "2 application files");
        assert_eq!(article("application server"), "an application server");
        assert_eq!(article("application files"), "application files");
        assert_eq!(article("user"), "a user");
        assert_eq!(sentence("every server"), "Every server");
    }
}
