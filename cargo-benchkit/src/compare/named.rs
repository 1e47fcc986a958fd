//! Workloads of one build by their names.

use crate::error::{Error, Result};
use benchkit::model::BenchmarkId;

/// Which of the `lists` (one a bench binary) has all of `names`, and their
/// ids: a name is a whole id, or what stands behind a `::` of one. Of several
/// lists the one in which most names are whole ids is meant.
///
/// # Errors
/// When none has them all, or a name could mean several: the error lists
/// those.
pub(super) fn choose(
    lists: &[Vec<BenchmarkId>],
    names: &[&str],
) -> Result<(usize, Vec<BenchmarkId>)> {
    let mut found = Vec::new();
    for (at, list) in lists.iter().enumerate() {
        let meant: Vec<Vec<&BenchmarkId>> =
            names.iter().map(|name| meant(list, name)).collect();
        if meant.iter().all(|ids| !ids.is_empty()) {
            found.push((at, whole(&meant, names), meant));
        }
    }
    let most = found.iter().map(|(_, whole, _)| *whole).max();
    found.retain(|(_, whole, _)| Some(*whole) == most);
    let [(at, _, meant)] = found.as_slice() else {
        return Err(if found.is_empty() {
            nowhere(names)
        } else {
            let all = found.iter().map(|(.., meant)| meant[0].as_slice());
            ambiguous(names[0], &all.collect::<Vec<_>>().concat())
        });
    };
    let mut ids = Vec::new();
    for (name, meant) in names.iter().zip(meant) {
        match meant.as_slice() {
            [id] => ids.push((*id).clone()),
            several => return Err(ambiguous(name, several)),
        }
    }
    Ok((*at, ids))
}

/// The whole id, else all that end alike.
fn meant<'l>(list: &'l [BenchmarkId], name: &str) -> Vec<&'l BenchmarkId> {
    if let Some(id) = list.iter().find(|id| id.as_str() == name) {
        return vec![id];
    }
    let end = format!("::{name}");
    list.iter().filter(|id| id.as_str().ends_with(&end)).collect()
}

/// How many of `names` are whole ids of what they mean.
fn whole(meant: &[Vec<&BenchmarkId>], names: &[&str]) -> usize {
    let is_whole = |(ids, name): &(&Vec<&BenchmarkId>, &&str)| {
        ids.iter().any(|id| id.as_str() == **name)
    };
    meant.iter().zip(names).filter(is_whole).count()
}

/// Ids begin with their bench target: equal ones are of several packages.
fn ambiguous(name: &str, ids: &[&BenchmarkId]) -> Error {
    let mut ids: Vec<&str> = ids.iter().map(|id| id.as_str()).collect();
    ids.dedup();
    if let [id] = ids.as_slice() {
        return Error::new(format!(
            "`{name}`: several packages have {id}; name one of them with \
             --package"
        ));
    }
    Error::new(format!(
        "`{name}` could be any of these, name one of them whole: {}",
        ids.join(", ")
    ))
}

fn nowhere(names: &[&str]) -> Error {
    let all: Vec<String> =
        names.iter().map(|name| format!("`{name}`")).collect();
    Error::new(format!(
        "no bench binary has all of {}: `cargo benchkit list` shows what \
         there is",
        all.join(", ")
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn chosen(lists: &[&[&str]], names: &[&str]) -> String {
        let list = |ids: &&[&str]| -> Vec<BenchmarkId> {
            ids.iter().map(|id| BenchmarkId::from(*id)).collect()
        };
        let lists: Vec<Vec<BenchmarkId>> = lists.iter().map(list).collect();
        match choose(&lists, names) {
            Ok((at, ids)) => {
                let ids: Vec<&str> =
                    ids.iter().map(BenchmarkId::as_str).collect();
                format!("{at} {}", ids.join(" "))
            }
            Err(error) => error.to_string(),
        }
    }

    #[test]
    fn a_name_is_an_id_or_its_end() {
        let lists: [&[&str]; 2] = [&["x::old"], &["y::a::old", "y::new"]];
        assert_eq!(chosen(&lists, &["old", "new"]), "1 y::a::old y::new");
        assert_eq!(chosen(&lists, &["a::old", "y::new"]), "1 y::a::old y::new");
        // Part of a word is no end.
        assert!(chosen(&lists, &["ld", "new"]).contains("all of `ld`, `new`"));
    }

    #[test]
    fn several_that_end_alike_are_listed_and_refused() {
        let lists: [&[&str]; 1] = [&["x::a::old", "x::b::old", "x::new"]];
        let said = chosen(&lists, &["old", "new"]);
        assert!(said.starts_with("`old` could be any of"), "{said}");
        assert!(said.ends_with(": x::a::old, x::b::old"), "{said}");
        assert_eq!(chosen(&lists, &["b::old", "new"]), "0 x::b::old x::new");
        // A whole id is one of them, whatever else ends so.
        let nested: [&[&str]; 1] = [&["x::old", "y::x::old", "x::new"]];
        assert_eq!(chosen(&nested, &["x::old", "new"]), "0 x::old x::new");
    }

    #[test]
    fn several_binaries_that_have_them_are_refused() {
        let lists: [&[&str]; 2] =
            [&["x::old", "x::new"], &["y::old", "y::new"]];
        let said = chosen(&lists, &["new", "old"]);
        assert!(said.ends_with(": x::new, y::new"), "{said}");
        assert_eq!(chosen(&lists, &["y::old", "new"]), "1 y::old y::new");
    }

    #[test]
    fn a_whole_id_wins_over_an_end_in_another_binary() {
        let lists: [&[&str]; 2] = [
            &["all::hash::fast", "all::hash::slow"],
            &["hash::fast", "hash::slow"],
        ];
        assert_eq!(
            chosen(&lists, &["hash::fast", "hash::slow"]),
            "1 hash::fast hash::slow"
        );
        assert_eq!(
            chosen(&lists, &["slow", "hash::fast"]),
            "1 hash::slow hash::fast"
        );
    }

    #[test]
    fn equal_ids_of_two_packages_need_the_package() {
        let lists: [&[&str]; 2] =
            [&["x::old", "x::new"], &["x::old", "x::new"]];
        let said = chosen(&lists, &["x::new", "old"]);
        assert_eq!(
            said,
            "`x::new`: several packages have x::new; name one of them with \
             --package"
        );
    }
}
