//! A small strict reader of XML: tags, attributes and texts, nothing else. What it does not know is an error.

/// An element with what is in it.
#[derive(Debug, Clone, Default)]
pub(super) struct Element {
    pub(super) name: String,
    attributes: Vec<(String, String)>,
    /// Its own text, without that of its children.
    pub(super) text: String,
    pub(super) children: Vec<Element>,
}

impl Element {
    /// The value of an attribute.
    #[track_caller]
    pub(super) fn get(&self, name: &str) -> &str {
        self.find(name).unwrap_or_else(|| panic!("<{}> has no {name}", self.name))
    }

    pub(super) fn find(&self, name: &str) -> Option<&str> {
        self.attributes.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    }

    /// The value of an attribute that is a number.
    #[track_caller]
    pub(super) fn number(&self, name: &str) -> f32 {
        self.get(name).parse().unwrap_or_else(|_| panic!("{name} is `{}`", self.get(name)))
    }

    /// Whether a class is among its classes.
    pub(super) fn is(&self, class: &str) -> bool {
        self.find("class").is_some_and(|classes| classes.split(' ').any(|known| known == class))
    }

    /// Every element below it, in the order of the file.
    pub(super) fn all(&self) -> Vec<&Element> {
        self.children.iter().flat_map(|child| std::iter::once(child).chain(child.all())).collect()
    }

    /// Every element below it of this name.
    pub(super) fn named(&self, name: &str) -> Vec<&Element> {
        self.all().into_iter().filter(|element| element.name == name).collect()
    }
}

/// Reads a document of one element.
#[track_caller]
pub(super) fn read(text: &str) -> Element {
    let mut open = vec![Element::default()];
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('<') {
        open.last_mut().expect("the document itself").text += &plain(before);
        let (tag, next) = after.split_once('>').expect("a tag has an end");
        rest = next;
        if let Some(name) = tag.strip_prefix('/') {
            let element = open.pop().expect("it was opened");
            assert_eq!(element.name, name, "tags are closed in order");
            open.last_mut().expect("the document itself").children.push(element);
            continue;
        }
        let element = opened(tag.trim_end_matches('/'));
        if tag.ends_with('/') {
            open.last_mut().expect("the document itself").children.push(element);
        } else {
            open.push(element);
        }
    }
    assert_eq!((open.len(), rest.trim()), (1, ""), "every tag is closed");
    let mut document = open.remove(0);
    assert_eq!((document.children.len(), document.text.trim()), (1, ""), "a document has one root");
    document.children.remove(0)
}

fn opened(tag: &str) -> Element {
    let (name, mut rest) = tag.split_once(' ').unwrap_or((tag, ""));
    assert!(!name.is_empty() && name.chars().all(|c| c.is_ascii_alphabetic()), "`{tag}` is no tag");
    let mut attributes = Vec::new();
    while let Some((key, after)) = rest.trim_start().split_once("=\"") {
        let (value, next) = after.split_once('"').expect("a value has an end");
        assert!(
            key.chars().all(|c| c.is_ascii_alphanumeric() || "-:".contains(c)),
            "`{key}` is no attribute"
        );
        assert!(attributes.iter().all(|(known, _)| known != key), "`{key}` twice in `{tag}`");
        attributes.push((key.to_owned(), plain(value)));
        rest = next;
    }
    assert_eq!(rest.trim(), "", "`{tag}` ends with its attributes");
    Element { name: name.to_owned(), attributes, ..Element::default() }
}

/// A text without escapes; only characters that XML 1.0 allows (section 2.2).
fn plain(text: &str) -> String {
    let allowed = |c: char| matches!(c, '\t' | '\n' | '\r' | '\u{20}'..='\u{d7ff}' | '\u{e000}'..='\u{fffd}' | '\u{10000}'..);
    assert!(text.chars().all(allowed), "{text:?} has what XML forbids");
    let mut read = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('&') {
        let (name, next) = after.split_once(';').expect("an escape has an end");
        read += before;
        read += match name {
            "amp" => "&",
            "lt" => "<",
            "gt" => ">",
            "quot" => "\"",
            "#39" => "'",
            other => panic!("&{other}; is unknown"),
        };
        rest = next;
    }
    read + rest
}
