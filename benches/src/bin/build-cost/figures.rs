//! Figures, each with its target beside it.

use benchkit_benches::numbers::median;
use serde::Serialize;

/// One figure.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Figure {
    /// What was measured.
    pub(crate) name: String,
    /// Its value; absent where it could not be measured.
    pub(crate) value: Option<f64>,
    /// Its unit; empty for a ratio.
    pub(crate) unit: &'static str,
    /// The most that it may be, where there is a target.
    pub(crate) target: Option<f64>,
    /// Every single measurement behind it.
    pub(crate) samples: Vec<f64>,
}

impl Figure {
    /// The median of `samples`.
    pub(crate) fn median(
        name: impl Into<String>,
        unit: &'static str,
        samples: Vec<f64>,
    ) -> Self {
        let value = median(&samples);
        Self { name: name.into(), value, unit, target: None, samples }
    }

    /// The median of `ours` / the median of `theirs`.
    pub(crate) fn ratio(
        name: impl Into<String>,
        ours: &Self,
        theirs: &Self,
    ) -> Self {
        let value = ours
            .value
            .zip(theirs.value)
            .filter(|(_, theirs)| *theirs > 0.0)
            .map(|(ours, theirs)| ours / theirs);
        let samples = Vec::new();
        Self { name: name.into(), value, unit: "", target: None, samples }
    }

    /// The figure with the most that it may be.
    pub(crate) fn at_most(self, target: f64) -> Self {
        Self { target: Some(target), ..self }
    }

    /// "met", "missed", or "not measured"; nothing without a target.
    fn verdict(&self) -> &'static str {
        match (self.target, self.value) {
            (None, _) => "",
            (Some(target), Some(value)) if value <= target => "met",
            (Some(_), Some(_)) => "missed",
            (Some(_), None) => "not measured",
        }
    }
}

/// Aligned text: figure, target, verdict, single measurements.
pub(crate) fn table(figures: &[Figure]) -> String {
    let rows: Vec<[String; 5]> = figures.iter().map(cells).collect();
    let mut widths = [0; 5];
    for row in &rows {
        for (width, cell) in widths.iter_mut().zip(row) {
            *width = cell.chars().count().max(*width);
        }
    }
    let mut text = String::new();
    for [name, value, target, verdict, samples] in rows {
        let line = format!(
            "{name:<a$}  {value:>b$}  {target:<c$}  {verdict:<d$}  {samples}",
            a = widths[0],
            b = widths[1],
            c = widths[2],
            d = widths[3],
        );
        text.push_str(line.trim_end());
        text.push('\n');
    }
    text
}

fn cells(figure: &Figure) -> [String; 5] {
    let with_unit = |value: f64| {
        format!("{value:.3} {}", figure.unit).trim_end().to_owned()
    };
    let samples: Vec<String> = match figure.samples.len() {
        2..=9 => figure.samples.iter().map(|s| format!("{s:.3}")).collect(),
        _ => Vec::new(),
    };
    [
        figure.name.clone(),
        figure.value.map_or_else(|| "absent".to_owned(), with_unit),
        figure.target.map_or_else(String::new, |target| {
            format!("target <= {}", with_unit(target))
        }),
        figure.verdict().to_owned(),
        samples.join(" "),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_not_measured_is_neither_met_nor_missed() {
        let ours = Figure::median("ours", "s", vec![1.0, 3.0, 2.0]);
        let none = Figure::median("none", "s", Vec::new());
        let half = Figure::median("half", "s", vec![4.0]);
        let met = Figure::ratio("r", &ours, &half).at_most(0.5);
        assert_eq!((met.value, met.verdict()), (Some(0.5), "met"));
        let missed = Figure::ratio("r", &half, &ours).at_most(0.5);
        assert_eq!(missed.verdict(), "missed");
        let absent = Figure::ratio("r", &ours, &none).at_most(0.5);
        assert_eq!(absent.verdict(), "not measured");
    }

    #[test]
    fn columns_line_up() {
        let figures = [
            Figure::median("a", "s", vec![1.0]).at_most(2.0),
            Figure::median("long name", "", vec![10.0]),
        ];
        let expected = "a          1.000 s  target <= 2.000 s  met\n\
                        long name   10.000\n";
        assert_eq!(table(&figures), expected);
    }
}
