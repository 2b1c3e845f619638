//! "Did you mean": the known word that a misspelt one was probably meant to be.

/// The nearest candidate, if it is near enough to be worth a suggestion.
pub(crate) fn nearest<'a>(
    word: &str,
    candidates: impl IntoIterator<Item = &'a str>,
) -> Option<&'a str> {
    let near_enough = (word.chars().count() / 3).max(1);
    let folded = word.to_lowercase();
    candidates
        .into_iter()
        .map(|candidate| (distance(&folded, candidate), candidate))
        .filter(|(distance, candidate)| {
            *distance <= near_enough && *distance * 2 < candidate.chars().count()
        })
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, candidate)| candidate)
}

/// Candidates in order of nearness, at most `most`, however far.
pub(crate) fn nearest_first(word: &str, mut candidates: Vec<String>, most: usize) -> Vec<String> {
    let folded = word.to_lowercase();
    candidates.sort_by_key(|candidate| distance(&folded, candidate));
    candidates.truncate(most);
    candidates
}

/// `; did you mean 'x'?`, or what there is to choose from.
pub(crate) fn hint(word: &str, candidates: &[&str], otherwise: &str) -> String {
    match nearest(word, candidates.iter().copied()) {
        Some(candidate) => format!("did you mean '{candidate}'?"),
        None => format!("{otherwise} {}", candidates.join(", ")),
    }
}

fn distance(folded: &str, candidate: &str) -> usize {
    strsim::damerau_levenshtein(folded, &candidate.to_lowercase())
}
