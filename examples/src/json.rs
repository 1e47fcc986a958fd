//! JSON: a document of geographic features of about 100 kB, parsed and
//! written with `serde_json`, into types of its own and into
//! [`serde_json::Value`].
//!
//! Bound by compute and badly predictable branches (digits, quotes,
//! escapes); the untyped forms by the allocator too: every object is a tree,
//! every string an allocation. All are verified by comparison with what the
//! document was made from.

use crate::{
    data::{Random, text},
    judge::{Checked, ensure},
};
use benchkit::{Bencher, Throughput};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::sync::OnceLock;

/// Features of the document.
pub const FEATURES: usize = 128;

/// A list of features, in the manner of RFC 7946 (`GeoJSON`).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Collection {
    /// "`FeatureCollection`".
    #[serde(rename = "type")]
    pub kind: String,
    /// The features.
    pub features: Vec<Feature>,
}

/// A place with its outline.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Feature {
    /// "Feature".
    #[serde(rename = "type")]
    pub kind: String,
    /// A number of its own.
    pub id: u64,
    /// What is known of it.
    pub properties: Properties,
    /// Where it is.
    pub geometry: Geometry,
}

/// What is known of a place.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Properties {
    /// Its name, not always ASCII.
    pub name: String,
    /// People.
    pub population: u64,
    /// Metres above the sea, often below it.
    pub elevation: f64,
    /// Whether it is a capital.
    pub capital: bool,
    /// Codes of the languages spoken.
    pub languages: Vec<String>,
    /// The year of its first mention, where it is known.
    pub founded: Option<i32>,
    /// A remark with quotes and line ends, which JSON escapes.
    pub remark: String,
}

/// An outline.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Geometry {
    /// "Polygon".
    #[serde(rename = "type")]
    pub kind: String,
    /// Rings of positions: longitude and latitude in degrees.
    pub coordinates: Vec<Vec<[f64; 2]>>,
}

/// The document in all its forms.
#[derive(Clone, Debug)]
pub struct Document {
    /// As JSON text.
    pub text: String,
    /// As the types above.
    pub typed: Collection,
    /// As `serde_json`'s own tree.
    pub untyped: Value,
}

/// The document, made at its first use.
pub fn document() -> &'static Document {
    static DOCUMENT: OnceLock<Document> = OnceLock::new();
    DOCUMENT.get_or_init(|| {
        let typed = collection(FEATURES, 2_026);
        // Writing these types cannot fail; were it so, the text would be
        // empty and every verification below would say so.
        let text = serde_json::to_string(&typed).unwrap_or_default();
        let untyped = serde_json::to_value(&typed).unwrap_or_default();
        Document { text, typed, untyped }
    })
}

/// A collection of `count` features that follow from `seed`.
pub fn collection(count: usize, seed: u64) -> Collection {
    let mut random = Random::new(seed);
    Collection {
        kind: "FeatureCollection".into(),
        features: (1_000..)
            .take(count)
            .map(|id| place(id, &mut random))
            .collect(),
    }
}

fn place(id: u64, random: &mut Random) -> Feature {
    let names = ["Århus", "Kraków", "Łódź", "Bergen", "서울", "Oslo", "Leiden"];
    let codes = ["da", "pl", "nb", "ko", "nl", "de", "fr", "se"];
    let name = random.pick(&names).copied().unwrap_or_default();
    let spoken = 1 + random.index(4);
    let words = text(60 + random.index(80), random.draw());
    Feature {
        kind: "Feature".into(),
        id,
        properties: Properties {
            name: format!("{name} {id}"),
            population: random.below(10_u64.pow(7)),
            elevation: decimal(random, -400, 3_000, 10),
            capital: random.below(9) == 0,
            languages: (0..spoken)
                .filter_map(|_| random.pick(&codes))
                .map(|code| (*code).into())
                .collect(),
            founded: (random.below(4) > 0)
                .then(|| i32::try_from(random.below(2_000)).unwrap_or(0)),
            remark: format!("\"{words}\"\n"),
        },
        geometry: outline(random),
    }
}

fn outline(random: &mut Random) -> Geometry {
    let centre = [decimal(random, -179, 179, 1), decimal(random, -89, 89, 1)];
    let mut ring: Vec<[f64; 2]> = (0..12 + random.index(20))
        .map(|_| centre.map(|at| rounded(at + decimal(random, 0, 1, 100_000))))
        .collect();
    ring.extend(ring.first().copied());
    Geometry { kind: "Polygon".into(), coordinates: vec![ring] }
}

/// A number between `low` and `high` in steps of 1/`part`; one
/// division of whole numbers, so that it is the one nearest to its digits.
fn decimal(random: &mut Random, low: i32, high: i32, part: u32) -> f64 {
    let steps = u64::from(low.abs_diff(high)) * u64::from(part);
    let step = u32::try_from(random.below(steps + 1)).unwrap_or(0);
    (f64::from(low) * f64::from(part) + f64::from(step)) / f64::from(part)
}

/// To five decimal places, about a metre: few enough digits for every JSON
/// parser to give back the very same number.
fn rounded(degrees: f64) -> f64 {
    (degrees * 1e5).round() / 1e5
}

/// Text to types.
#[benchkit::workload(tags = ["example", "cpu", "parse"])]
pub fn parse_typed(b: &mut Bencher<'_>) {
    let document = document();
    measured(b).iter_verified(
        || serde_json::from_str::<Collection>(&document.text),
        |parsed| matches(parsed.as_ref(), &document.typed),
    );
}

/// Text to a tree of values.
#[benchkit::workload(tags = ["example", "cpu", "parse", "alloc"])]
pub fn parse_untyped(b: &mut Bencher<'_>) {
    let document = document();
    measured(b).iter_verified(
        || serde_json::from_str::<Value>(&document.text),
        |parsed| matches(parsed.as_ref(), &document.untyped),
    );
}

/// Types to text.
#[benchkit::workload(tags = ["example", "cpu", "serialise"])]
pub fn serialise_typed(b: &mut Bencher<'_>) {
    let document = document();
    measured(b).iter_verified(
        || serde_json::to_string(&document.typed),
        |written| matches(written.as_ref(), &document.text),
    );
}

/// A tree of values to text.
#[benchkit::workload(tags = ["example", "cpu", "serialise"])]
pub fn serialise_untyped(b: &mut Bencher<'_>) {
    let document = document();
    measured(b).iter_verified(
        || serde_json::to_string(&document.untyped),
        |written| match written {
            Ok(text) => matches(
                serde_json::from_str::<Value>(text).as_ref(),
                &document.untyped,
            ),
            Err(error) => ensure(false, || error.to_string()),
        },
    );
}

/// The bencher, told that an iteration passes the whole text.
fn measured<'b, 'a>(b: &'b mut Bencher<'a>) -> &'b mut Bencher<'a> {
    b.throughput(Throughput::bytes(document().text.len() as u64))
}

fn matches<T: PartialEq>(
    got: Result<&T, &serde_json::Error>,
    expected: &T,
) -> Checked {
    match got {
        Ok(got) => ensure(got == expected, || "another document".into()),
        Err(error) => ensure(false, || error.to_string()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::judge::trying;

    #[test]
    fn the_document_is_real_in_size_and_kind() {
        let document = document();
        let length = document.text.len();
        assert!((95_000..105_000).contains(&length), "{length} bytes");
        assert_eq!(document.typed.features.len(), FEATURES);
        assert!(!document.text.is_ascii(), "names beyond ASCII");
        assert!(document.text.contains("\\\""), "escaped quotes");
        assert!(document.text.contains("null"), "absent values");
        assert!(
            document.typed.features.iter().all(|feature| {
                let ring = &feature.geometry.coordinates[0];
                ring.len() > 3 && ring.first() == ring.last()
            }),
            "outlines are closed"
        );
    }

    #[test]
    fn a_seed_gives_one_document() {
        assert_eq!(collection(5, 1), collection(5, 1));
        assert_ne!(collection(5, 1), collection(5, 2));
    }

    #[test]
    fn every_document_comes_back_from_its_text() {
        for seed in 0..20 {
            let typed = collection(8, seed);
            let text = serde_json::to_string(&typed).expect("writable");
            let back: Collection = serde_json::from_str(&text).expect("valid");
            assert_eq!(back, typed, "seed {seed}");
        }
    }

    #[test]
    fn the_workloads_hold() {
        assert_eq!(trying::run(parse_typed), Ok(()));
        assert_eq!(trying::run(parse_untyped), Ok(()));
        assert_eq!(trying::run(serialise_typed), Ok(()));
        assert_eq!(trying::run(serialise_untyped), Ok(()));
    }

    #[test]
    fn another_document_is_no_match() {
        let other = collection(FEATURES, 1);
        assert!(matches(Ok(&other), &document().typed).is_err());
    }
}
