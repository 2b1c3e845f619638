//! How claims become trials, and which of them may run at the same time.
//!
//! Judging a run needs a machine that is not busy with other things: on two cores the harness would rightly say that
//! it was the bottleneck. So claims are of two kinds, and those that measure have the machine to themselves.

use std::sync::{PoisonError, RwLock};

use libtest_mimic::Trial;

static MACHINE: RwLock<()> = RwLock::new(());

/// A claim that may run beside others of its kind: it measures nothing.
pub(crate) fn beside(name: &str, claim: impl FnOnce() + Send + 'static) -> Trial {
    Trial::test(short(name), move || {
        let _machine = MACHINE.read().unwrap_or_else(PoisonError::into_inner);
        claim();
        Ok(())
    })
}

/// A claim that needs the machine for itself: it measures.
pub(crate) fn alone(name: &str, claim: impl FnOnce() + Send + 'static) -> Trial {
    Trial::test(short(name), move || {
        let _machine = MACHINE.write().unwrap_or_else(PoisonError::into_inner);
        claim();
        Ok(())
    })
}

fn short(name: &str) -> &str {
    name.strip_prefix("it::").unwrap_or(name)
}

/// Trials from functions: `claims![beside: a_sentence, another; alone: a_third]`.
macro_rules! claims {
    ($($kind:ident: $($name:ident),+ $(,)?);+ $(;)?) => {
        vec![$($($crate::claim::$kind(concat!(module_path!(), "::", stringify!($name)), $name)),+),+]
    };
}
pub(crate) use claims;
