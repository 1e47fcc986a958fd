//! A table that never wraps: aligned at the decimal point, columns dropped
//! from the right.

use crate::report::{
    style::{Paint, Style},
    text,
};

/// How the pieces of a cell stand in their column.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Align {
    /// At the left edge: fractions, units, words.
    Left,
    /// At the right edge: what stands before a decimal point.
    Right,
}

/// What stands in one place of a table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Cell {
    /// The pieces that are aligned each on its own, or one piece for the
    /// whole width.
    pub pieces: Vec<String>,
    /// Its colour.
    pub paint: Paint,
}

impl Cell {
    /// A cell of aligned pieces.
    pub(super) fn new(pieces: Vec<String>) -> Self {
        Self { pieces, paint: Paint::Plain }
    }

    /// A cell that is one word, in place of a number.
    pub(super) fn word(text: impl Into<String>, paint: Paint) -> Self {
        Self { pieces: vec![text.into()], paint }
    }

    /// The cell as one text, as where nothing is aligned.
    pub(super) fn joined(&self) -> String {
        self.pieces.concat()
    }
}

/// A column: its title and one cell a result, where it has any.
#[derive(Clone, Debug)]
pub(super) struct Column {
    /// Its title.
    pub title: String,
    /// How the pieces of its cells are aligned.
    pub aligns: &'static [Align],
    /// By result.
    pub cells: Vec<Option<Cell>>,
}

impl Column {
    /// Whether it holds numbers, which stand at the right.
    pub(super) fn is_numeric(&self) -> bool {
        self.aligns.first() == Some(&Align::Right)
    }

    fn pieces(&self) -> Vec<usize> {
        let mut widths = vec![0; self.aligns.len()];
        let aligned = self
            .cells
            .iter()
            .flatten()
            .filter(|cell| cell.pieces.len() == self.aligns.len());
        for cell in aligned {
            for (width, piece) in widths.iter_mut().zip(&cell.pieces) {
                *width = (*width).max(text::width(piece));
            }
        }
        widths
    }

    fn width(&self) -> usize {
        let pieces: usize = self.pieces().iter().sum();
        let words = self
            .cells
            .iter()
            .flatten()
            .filter(|cell| cell.pieces.len() != self.aligns.len())
            .map(|cell| text::width(&cell.joined()));
        words.max().unwrap_or(0).max(pieces).max(text::width(&self.title))
    }

    fn set(&self, cell: &Cell, pieces: &[usize], width: usize) -> String {
        if cell.pieces.len() != self.aligns.len() {
            return self.place(&cell.joined(), width);
        }
        let mut line = String::new();
        let slots = cell.pieces.iter().zip(pieces).zip(self.aligns);
        for ((piece, room), align) in slots {
            line.push_str(&match align {
                Align::Left => text::pad(piece, *room),
                Align::Right => text::pad_left(piece, *room),
            });
        }
        self.place(&line, width)
    }

    fn place(&self, text: &str, width: usize) -> String {
        if self.is_numeric() {
            text::pad_left(text, width)
        } else {
            text::pad(text, width)
        }
    }
}

/// What stands beside a name.
#[derive(Clone, Debug)]
pub(super) enum Row {
    /// Nothing: a branch of the tree.
    Empty,
    /// The titles.
    Titles,
    /// The cells of a result.
    Cells(usize),
    /// The first `after` cells of a result, and then words.
    Words {
        /// The result.
        result: usize,
        /// Cells before the words.
        after: usize,
        /// The words; the first is the status and is never cut.
        text: String,
        /// Their colour.
        paint: Paint,
    },
}

/// A line of a table.
#[derive(Clone, Debug)]
pub(super) struct Line {
    /// The branches before the name.
    pub branches: String,
    /// The name.
    pub name: String,
    /// The name's colour.
    pub paint: Paint,
    /// The rest.
    pub row: Row,
}

/// A table laid out for a style.
#[derive(Debug)]
pub(super) struct Layout<'a> {
    style: &'a Style,
    /// The columns that fit.
    pub columns: &'a [Column],
    widths: Vec<usize>,
    pieces: Vec<Vec<usize>>,
    name: usize,
    gap: usize,
}

/// A name is not cut below this many columns to save a column of numbers.
const SHORTEST_NAME: usize = 16;

/// Fewer columns of a reason than this say nothing.
const SHORTEST_REASON: usize = 12;

impl<'a> Layout<'a> {
    /// Lays out `columns` beside names of at most `names` columns.
    pub(super) fn new(
        columns: &'a [Column],
        names: usize,
        style: &'a Style,
    ) -> Self {
        let widths: Vec<usize> = columns.iter().map(Column::width).collect();
        let floor = names.min(SHORTEST_NAME.max(style.width / 3));
        let needs = |kept: usize, gap: usize, name: usize| {
            widths[..kept].iter().map(|w| w + gap).sum::<usize>() + name
        };
        let mut choice = (1.min(columns.len()), 2);
        for kept in (1..=columns.len()).rev() {
            if needs(kept, 3, names) <= style.width {
                choice = (kept, 3);
                break;
            }
            if needs(kept, 2, floor) <= style.width {
                choice = (kept, 2);
                break;
            }
        }
        let (kept, gap) = choice;
        let name = names.min(style.width.saturating_sub(needs(kept, gap, 0)));
        Self {
            style,
            columns: &columns[..kept],
            pieces: columns[..kept].iter().map(Column::pieces).collect(),
            widths: widths[..kept].to_vec(),
            name,
            gap,
        }
    }

    /// One line of the table, without the blanks at its end, and whether
    /// its words had to be cut.
    pub(super) fn line(&self, line: &Line) -> (String, bool) {
        let room = self.name.saturating_sub(text::width(&line.branches));
        let name = text::fit_middle(&line.name, room, self.style.ellipsis());
        let blanks = room.saturating_sub(text::width(&name));
        let mut out = self.style.paint(&line.branches, Paint::Dim);
        out += &self.style.paint(&name, line.paint);
        let mut cut = false;
        let mut rest = String::new();
        match &line.row {
            Row::Empty => {}
            Row::Titles => rest = self.titles(),
            Row::Cells(result) => rest = self.cells(*result, usize::MAX),
            Row::Words { result, after, text, paint } => {
                (rest, cut) = self.words(*result, *after, text, *paint);
            }
        }
        if !rest.trim_end().is_empty() {
            out += &" ".repeat(blanks);
            out += rest.trim_end();
        }
        (out, cut)
    }

    fn titles(&self) -> String {
        let mut out = String::new();
        for (column, width) in self.columns.iter().zip(&self.widths) {
            out += &" ".repeat(self.gap);
            out += &self.tint(&column.place(&column.title, *width), Paint::Dim);
        }
        out
    }

    /// Paints `text` without the blanks around it, so that blanks at the
    /// end of a line can still be taken off.
    fn tint(&self, text: &str, paint: Paint) -> String {
        let core = text.trim();
        let before = text.len() - text.trim_start().len();
        let after = text.len() - before - core.len();
        let painted = self.style.paint(core, paint);
        format!("{:before$}{painted}{:after$}", "", "")
    }

    fn cells(&self, result: usize, most: usize) -> String {
        let mut out = String::new();
        let columns = self.columns.iter().zip(&self.widths).zip(&self.pieces);
        for ((column, width), pieces) in columns.take(most) {
            out += &" ".repeat(self.gap);
            let Some(cell) = column.cells.get(result).and_then(Option::as_ref)
            else {
                out += &" ".repeat(*width);
                continue;
            };
            let set = column.set(cell, pieces, *width);
            out += &self.tint(&set, cell.paint);
        }
        out
    }

    /// The words start behind `after` columns, or earlier where their first
    /// would not fit there.
    fn words(
        &self,
        result: usize,
        after: usize,
        words: &str,
        paint: Paint,
    ) -> (String, bool) {
        let status = words.split_whitespace().next().unwrap_or_default();
        let shortest = text::width(status);
        let mut after = after.min(self.columns.len());
        let room = |after: usize| {
            let taken: usize =
                self.widths[..after].iter().map(|w| w + self.gap).sum();
            self.style.width.saturating_sub(self.name + taken + self.gap)
        };
        while after > 0 && room(after) < shortest {
            after -= 1;
        }
        let mut shown = text::fit(words, room(after), self.style.ellipsis());
        let cut = shown != words;
        if cut && text::width(&shown) < shortest + SHORTEST_REASON {
            status.clone_into(&mut shown);
        }
        let mut out = self.cells(result, after);
        out += &" ".repeat(self.gap);
        out += &self.style.paint(&shown, paint);
        (out, cut)
    }
}
