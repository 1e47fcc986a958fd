//! "Did you mean …?"

/// Words of other benchmark libraries, with ours.
const SYNONYMS: &[(&str, &str)] = &[
    ("bytes", "throughput"),
    ("bytes_count", "throughput"),
    ("items_count", "throughput"),
    ("counter", "throughput"),
    ("counters", "throughput"),
    ("measurement_time", "budget"),
    ("max_time", "budget"),
    ("sample_count", "launches"),
    ("sample_size", "iterations"),
    ("warm_up_time", "warmup"),
    ("inputs", "args"),
    ("values", "args"),
    ("generics", "types"),
    ("skip", "ignore"),
];

/// `: did you mean …?` when one of `known` is close to `word`, else
/// nothing.
pub(crate) fn did_you_mean(word: &str, known: &[&str]) -> String {
    nearest(word, known)
        .map_or_else(String::new, |name| format!(": did you mean `{name}`?"))
}

/// What `word` was meant to be.
pub(crate) fn nearest<'k>(word: &str, known: &[&'k str]) -> Option<&'k str> {
    let close = known
        .iter()
        .map(|candidate| (distance(word, candidate), *candidate))
        .filter(|(far, name)| *far <= 1.max(name.len().min(word.len()) / 3))
        .min();
    let synonym = SYNONYMS.iter().find(|(other, _)| *other == word);
    close
        .map(|(_, name)| name)
        .or_else(|| synonym.map(|s| s.1).filter(|ours| known.contains(ours)))
}

/// Edits that turn one word into the other: characters inserted, deleted,
/// replaced, or two neighbours swapped (optimal string alignment).
fn distance(a: &str, b: &str) -> usize {
    let (a, b): (Vec<char>, Vec<char>) =
        (a.chars().collect(), b.chars().collect());
    let mut rows: Vec<Vec<usize>> = vec![(0..=b.len()).collect()];
    for i in 1..=a.len() {
        let mut row = vec![i];
        for j in 1..=b.len() {
            let replaced =
                rows[i - 1][j - 1] + usize::from(a[i - 1] != b[j - 1]);
            let mut best = replaced.min(rows[i - 1][j] + 1).min(row[j - 1] + 1);
            if i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] {
                best = best.min(rows[i - 2][j - 2] + 1);
            }
            row.push(best);
        }
        rows.push(row);
    }
    rows[a.len()][b.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn distances_known_from_textbooks() {
        // Wagner and Fischer's kitten/sitting; Damerau's ca/ac.
        assert_eq!(distance("kitten", "sitting"), 3);
        assert_eq!(distance("ca", "ac"), 1);
        assert_eq!(distance("", "abc"), 3);
    }

    #[test]
    fn near_words_and_words_of_others() {
        let known = ["args", "throughput", "tags", "budget"];
        assert_eq!(did_you_mean("arg", &known), ": did you mean `args`?");
        assert_eq!(
            did_you_mean("thruoghput", &known),
            ": did you mean `throughput`?"
        );
        assert_eq!(
            did_you_mean("max_time", &known),
            ": did you mean `budget`?"
        );
        assert_eq!(did_you_mean("colour", &known), "");
    }
}
