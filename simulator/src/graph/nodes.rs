//! Which ids exist, and what they are: Graph's ids share one space.

use std::collections::HashMap;
use std::sync::{PoisonError, RwLock};

/// What an id is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum NodeKind {
    /// No id: the path is empty.
    Root,
    /// A name instead of an id, such as `me`, `oauth`, `debug_token`.
    Word,
    /// An app.
    App,
    /// A business portfolio.
    Business,
    /// A WhatsApp business account.
    Account,
    /// A business phone number.
    Number,
    /// A message template.
    Template,
    /// A medium.
    Media,
    /// A resumable upload session.
    Upload,
    /// A flow.
    Flow,
    /// A group.
    Group,
    /// A message's history.
    History,
    /// A node of another kind, with its word.
    Other(&'static str),
}

/// Most nodes that are made while the world runs; the oldest stay, a new one is refused.
pub const NODES_MAX: usize = 2_000_000;

/// Which ids exist.
#[derive(Debug, Default)]
pub(crate) struct Nodes {
    kinds: RwLock<HashMap<String, NodeKind>>,
}

impl Nodes {
    /// What an id is.
    pub(crate) fn kind(&self, id: &str) -> Option<NodeKind> {
        self.kinds
            .read()
            .unwrap_or_else(PoisonError::into_inner)
            .get(id)
            .copied()
    }

    /// A new id; false when there are too many.
    pub(crate) fn insert(&self, id: &str, kind: NodeKind) -> bool {
        let mut kinds = self.kinds.write().unwrap_or_else(PoisonError::into_inner);
        if kinds.len() >= NODES_MAX {
            return false;
        }
        kinds.insert(id.to_owned(), kind);
        true
    }

    /// An id that is no more.
    pub(crate) fn remove(&self, id: &str) {
        self.kinds
            .write()
            .unwrap_or_else(PoisonError::into_inner)
            .remove(id);
    }

    /// Some ids of a kind, sorted, for the nearest valid form of a refusal.
    pub(crate) fn some(&self, kind: NodeKind) -> Vec<String> {
        let kinds = self.kinds.read().unwrap_or_else(PoisonError::into_inner);
        let mut ids: Vec<String> = kinds
            .iter()
            .filter(|(_, of)| **of == kind)
            .map(|(id, _)| id.clone())
            .take(200)
            .collect();
        ids.sort_unstable();
        ids.truncate(5);
        ids
    }

    pub(crate) fn clear(&self) {
        self.kinds
            .write()
            .unwrap_or_else(PoisonError::into_inner)
            .clear();
    }
}
