//! From a key to the place where somebody wrote it: an override, the quick form, or a line of the file.

use toml_edit::{ArrayOfTables, Document, Item, TableLike, Value};

use crate::error::{Place, Problem, ScenarioError};
use crate::form::Override;

/// Knows all the places that a scenario's values come from.
#[derive(Clone)]
pub(crate) struct Locator<'a> {
    origin: &'a str,
    text: &'a str,
    quick_form: bool,
    overrides: &'a [Override],
}

impl<'a> Locator<'a> {
    /// Everything comes from the file.
    pub(crate) fn of_file(origin: &'a str, text: &'a str) -> Locator<'a> {
        Locator {
            origin,
            text,
            quick_form: false,
            overrides: &[],
        }
    }

    /// The quick form lies over the file.
    pub(crate) fn in_quick_form(self) -> Locator<'a> {
        Locator {
            quick_form: true,
            ..self
        }
    }

    /// Overrides lie over all of it.
    pub(crate) fn with_overrides(self, overrides: &'a [Override]) -> Locator<'a> {
        Locator { overrides, ..self }
    }

    /// The file as TOML with positions.
    pub(crate) fn document(&self) -> Result<Document<&'a str>, ScenarioError> {
        Document::parse(self.text).map_err(|error| ScenarioError::Invalid {
            place: Place {
                source: self.origin.to_owned(),
                position: error.span().map(|span| self.position(span.start)),
            },
            problem: format!("not TOML: {}", error.message().trim().replace('\n', ", ")),
        })
    }

    /// A problem with its place.
    pub(crate) fn locate(&self, problem: Problem) -> ScenarioError {
        ScenarioError::Invalid {
            place: self.place(&problem),
            problem: problem.text,
        }
    }

    fn place(&self, problem: &Problem) -> Place {
        let keys = [Some(&problem.path), problem.also.as_ref()];
        let culprit = keys
            .into_iter()
            .flatten()
            .find_map(|path| self.overrides.iter().rev().find(|over| over.sets(path)));
        if let Some(over) = culprit {
            return over.place();
        }
        Place {
            source: self.origin.to_owned(),
            position: self.offset(problem).map(|offset| self.position(offset)),
        }
    }

    fn offset(&self, problem: &Problem) -> Option<usize> {
        let document = Document::parse(self.text).ok()?;
        let root = document.as_table();
        if self.quick_form {
            for path in [Some(&problem.path), problem.also.as_ref()]
                .into_iter()
                .flatten()
            {
                if let Found::Exactly(offset) = find(root, &format!("quick.{path}")) {
                    return Some(offset);
                }
            }
        }
        match find(root, &problem.path) {
            Found::Exactly(offset) | Found::Above(offset) => Some(offset),
            Found::Nowhere => None,
        }
    }

    /// Line and column from 1.
    fn position(&self, offset: usize) -> (usize, usize) {
        let before = self.text.get(..offset).unwrap_or(self.text);
        let line_start = before.rfind('\n').map_or(0, |newline| newline + 1);
        let line = before.matches('\n').count() + 1;
        (line, before[line_start..].chars().count() + 1)
    }
}

enum Found {
    Exactly(usize),
    /// The table that the key would be in.
    Above(usize),
    Nowhere,
}

fn find(root: &dyn TableLike, path: &str) -> Found {
    let mut found = Found::Nowhere;
    let mut here = Node::Table(root);
    for key in path.split('.').filter(|key| !key.is_empty()) {
        let Some((offset, next)) = here.child(key) else {
            return match found {
                Found::Exactly(offset) => Found::Above(offset),
                other => other,
            };
        };
        if let Some(offset) = offset {
            found = Found::Exactly(offset);
        }
        here = next;
    }
    found
}

/// The path of the key or value that covers an offset; as much of it as can be told.
pub(crate) fn path_at(root: &dyn TableLike, offset: usize) -> String {
    let mut path = Vec::new();
    descend_to(&Node::Table(root), offset, &mut path);
    path.join(".")
}

fn descend_to(node: &Node<'_>, offset: usize, path: &mut Vec<String>) -> bool {
    for (key, span, child) in node.children() {
        path.push(key);
        let covers = span.is_some_and(|span| span.contains(&offset));
        if descend_to(&child, offset, path) || covers || child.covers(offset) {
            return true;
        }
        path.pop();
    }
    false
}

type Span = std::ops::Range<usize>;

/// A place in a document's tree.
enum Node<'a> {
    Table(&'a dyn TableLike),
    Tables(&'a ArrayOfTables),
    Value(&'a Value),
}

impl<'a> Node<'a> {
    fn of(item: &'a Item) -> Option<Node<'a>> {
        match item {
            Item::Table(table) => Some(Node::Table(table)),
            Item::ArrayOfTables(tables) => Some(Node::Tables(tables)),
            Item::Value(value) => Some(Node::of_value(value)),
            Item::None => None,
        }
    }

    fn of_value(value: &'a Value) -> Node<'a> {
        match value.as_inline_table() {
            Some(table) => Node::Table(table),
            None => Node::Value(value),
        }
    }

    /// The child with a key or index, and where it begins.
    fn child(&self, wanted: &str) -> Option<(Option<usize>, Node<'a>)> {
        self.children()
            .into_iter()
            .find(|(key, _, _)| key == wanted)
            .map(|(_, span, child)| (span.map(|span| span.start), child))
    }

    /// Key or index, span of the key or of the entry, and the child.
    fn children(&self) -> Vec<(String, Option<Span>, Node<'a>)> {
        match self {
            Node::Table(table) => table
                .iter()
                .filter_map(|(key, item)| {
                    let span = table.get_key_value(key).and_then(|(key, _)| key.span());
                    Some((key.to_owned(), span.or(item.span()), Node::of(item)?))
                })
                .collect(),
            Node::Tables(tables) => tables
                .iter()
                .enumerate()
                .map(|(index, table)| (index.to_string(), table.span(), Node::Table(table)))
                .collect(),
            Node::Value(Value::Array(array)) => array
                .iter()
                .enumerate()
                .map(|(index, value)| (index.to_string(), value.span(), Node::of_value(value)))
                .collect(),
            Node::Value(_) => Vec::new(),
        }
    }

    fn covers(&self, offset: usize) -> bool {
        match self {
            Node::Value(value) => value.span().is_some_and(|span| span.contains(&offset)),
            _ => false,
        }
    }
}
