//! Secrets as some providers read them.

use std::borrow::Cow;
use unicode_normalization::UnicodeNormalization;

/// A secret in Unicode's compatibility decomposition (NFKD), as EasyPost's own clients use it before they sign.
pub fn compatible(secret: &str) -> Cow<'_, str> {
    if secret.is_ascii() {
        return Cow::Borrowed(secret);
    }
    Cow::Owned(secret.nfkd().collect())
}
