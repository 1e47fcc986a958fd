//! What limits are counted in; units of one dimension are converted.

/// What a unit is a unit of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Dimension {
    Time,
    Bytes,
    Items,
    BytesPerTime,
    ItemsPerTime,
    /// New / old.
    Change,
    /// A share of 1.
    Share,
    /// One that only its own name is a unit of.
    Other(String),
}

impl Dimension {
    /// Units of it, for an error.
    pub(crate) fn examples(&self) -> String {
        match self {
            Self::Time => "ns, us, ms, s".to_owned(),
            Self::Bytes => "B, kB, MB, KiB, MiB".to_owned(),
            Self::Items => "items, Kitems, Mitems".to_owned(),
            Self::BytesPerTime => "B/s, MB/s, GB/s, MiB/s".to_owned(),
            Self::ItemsPerTime => "items/s, Kitems/s, Mitems/s".to_owned(),
            Self::Change => "% or ratio".to_owned(),
            Self::Share => "%, share".to_owned(),
            Self::Other(name) => name.clone(),
        }
    }
}

/// A unit: `value in base units = value * factor + offset`.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Unit {
    pub(crate) symbol: String,
    pub(crate) dimension: Dimension,
    factor: f64,
    offset: f64,
}

type Table = &'static [(&'static str, f64)];

const TIME: [(&str, f64); 8] = [
    ("ns", 1.0),
    ("us", 1e3),
    ("µs", 1e3),
    ("μs", 1e3),
    ("ms", 1e6),
    ("s", 1e9),
    ("min", 60e9),
    ("h", 3_600e9),
];

const BYTES: [(&str, f64); 10] = [
    ("B", 1.0),
    ("kB", 1e3),
    ("KB", 1e3),
    ("MB", 1e6),
    ("GB", 1e9),
    ("TB", 1e12),
    ("KiB", 1024.0),
    ("MiB", 1_048_576.0),
    ("GiB", 1_073_741_824.0),
    ("TiB", 1_099_511_627_776.0),
];

const ITEMS: [(&str, f64); 6] = [
    ("items", 1.0),
    ("item", 1.0),
    ("Kitems", 1e3),
    ("kitems", 1e3),
    ("Mitems", 1e6),
    ("Gitems", 1e9),
];

impl Unit {
    /// The unit that `symbol` names; what is none of ours is only the same
    /// as itself.
    pub(crate) fn parse(symbol: &str) -> Self {
        let symbol = symbol.trim();
        let tables: [(Table, Dimension, &str); 5] = [
            (&TIME, Dimension::Time, ""),
            (&BYTES, Dimension::Bytes, ""),
            (&ITEMS, Dimension::Items, ""),
            (&BYTES, Dimension::BytesPerTime, "/s"),
            (&ITEMS, Dimension::ItemsPerTime, "/s"),
        ];
        for (table, dimension, behind) in tables {
            let known = symbol
                .strip_suffix(behind)
                .and_then(|stem| table.iter().find(|(name, _)| *name == stem));
            if let Some((_, factor)) = known {
                return Self::new(symbol, dimension, *factor, 0.0);
            }
        }
        match symbol {
            "%" => Self::new(symbol, Dimension::Share, 0.01, 0.0),
            "share" => Self::new(symbol, Dimension::Share, 1.0, 0.0),
            "ratio" => Self::ratio(),
            _ => {
                let own = Dimension::Other(symbol.to_owned());
                Self::new(symbol, own, 1.0, 0.0)
            }
        }
    }

    /// A change in percent: 5 is a ratio of 1.05.
    pub(crate) fn change_in_percent() -> Self {
        Self::new("%", Dimension::Change, 0.01, 1.0)
    }

    /// New / old.
    pub(crate) fn ratio() -> Self {
        Self::new("ratio", Dimension::Change, 1.0, 0.0)
    }

    fn new(
        symbol: &str,
        dimension: Dimension,
        factor: f64,
        offset: f64,
    ) -> Self {
        Self { symbol: symbol.to_owned(), dimension, factor, offset }
    }

    /// A number in this unit, in base units.
    pub(crate) fn to_base(&self, value: f64) -> f64 {
        value.mul_add(self.factor, self.offset)
    }

    /// A number in base units, in this unit.
    pub(crate) fn of_base(&self, value: f64) -> f64 {
        (value - self.offset) / self.factor
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn units_of_one_dimension_are_converted() {
        for (symbol, dimension, base) in [
            ("ms", Dimension::Time, 2e6),
            ("µs", Dimension::Time, 2e3),
            ("KiB", Dimension::Bytes, 2048.0),
            ("MB/s", Dimension::BytesPerTime, 2e6),
            ("Kitems/s", Dimension::ItemsPerTime, 2e3),
            ("ratio", Dimension::Change, 2.0),
            ("%", Dimension::Share, 0.02),
            ("misses", Dimension::Other("misses".into()), 2.0),
        ] {
            let unit = Unit::parse(symbol);
            assert_eq!(unit.dimension, dimension, "{symbol}");
            assert!((unit.to_base(2.0) - base).abs() < 1e-9, "{symbol}");
            let back = unit.of_base(unit.to_base(2.0));
            assert!((back - 2.0).abs() < 1e-9, "{symbol}");
        }
        let change = Unit::change_in_percent();
        assert!((change.to_base(5.0) - 1.05).abs() < 1e-12);
        assert!((change.of_base(0.97) + 3.0).abs() < 1e-9);
    }
}
