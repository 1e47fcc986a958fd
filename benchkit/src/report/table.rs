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

/// What fills a column: the cell of a result, by position.
pub(super) type Fill<'a> = &'a dyn Fn(usize) -> Option<Cell>;

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
    /// A column for `count` results, filled by `fill`.
    pub(super) fn new(
        title: &str,
        aligns: &'static [Align],
        count: usize,
        fill: Fill<'_>,
    ) -> Self {
        let mut cells = Vec::with_capacity(count);
        for at in 0..count {
            cells.push(fill(at));
        }
        Self { title: title.to_owned(), aligns, cells }
    }

    /// Whether any result has a cell in it.
    pub(super) fn is_filled(&self) -> bool {
        self.cells.iter().any(Option::is_some)
    }

    /// Whether it holds numbers, which stand at the right.
    pub(super) fn is_numeric(&self) -> bool {
        self.aligns.first() == Some(&Align::Right)
    }

    /// The widths of its pieces and its own.
    fn widths(&self) -> (Vec<usize>, usize) {
        let mut pieces = vec![0; self.aligns.len()];
        let mut width = text::width(&self.title);
        for cell in self.cells.iter().flatten() {
            if cell.pieces.len() != pieces.len() {
                width = width.max(text::width(&cell.joined()));
                continue;
            }
            for (at, piece) in cell.pieces.iter().enumerate() {
                pieces[at] = pieces[at].max(text::width(piece));
            }
        }
        let mut aligned = 0;
        for piece in &pieces {
            aligned += piece;
        }
        (pieces, width.max(aligned))
    }

    fn set(&self, cell: &Cell, pieces: &[usize], width: usize) -> String {
        if cell.pieces.len() != self.aligns.len() {
            return self.place(&cell.joined(), width);
        }
        let mut line = String::new();
        for (at, piece) in cell.pieces.iter().enumerate() {
            line.push_str(&match self.aligns[at] {
                Align::Left => text::pad(piece, pieces[at]),
                Align::Right => text::pad_left(piece, pieces[at]),
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

/// Columns of the terminal that columns of these widths take with their
/// gaps.
fn taken(widths: &[usize], gap: usize) -> usize {
    let mut all = 0;
    for width in widths {
        all += width + gap;
    }
    all
}

impl<'a> Layout<'a> {
    /// Lays out `columns` beside names of at most `names` columns.
    pub(super) fn new(
        columns: &'a [Column],
        names: usize,
        style: &'a Style,
    ) -> Self {
        let mut widths = Vec::new();
        let mut pieces = Vec::new();
        for column in columns {
            let (own, width) = column.widths();
            pieces.push(own);
            widths.push(width);
        }
        let floor = names.min(SHORTEST_NAME.max(style.width / 3));
        let mut kept = columns.len();
        let mut gap = 3;
        while kept > 1 || gap > 2 {
            if names + taken(&widths[..kept], 3) <= style.width {
                break;
            }
            gap = 2;
            if floor + taken(&widths[..kept], 2) <= style.width {
                break;
            }
            if kept > 1 {
                kept -= 1;
                gap = 3;
            }
        }
        let rest = style.width.saturating_sub(taken(&widths[..kept], gap));
        let columns = &columns[..kept];
        let name = names.min(rest);
        Self { style, columns, widths, pieces, name, gap }
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
            out += &text::pad("", blanks);
            out += rest.trim_end();
        }
        (out, cut)
    }

    fn titles(&self) -> String {
        let mut out = String::new();
        for (at, column) in self.columns.iter().enumerate() {
            let title = column.place(&column.title, self.widths[at]);
            out += &text::pad("", self.gap);
            out += &self.tint(&title, Paint::Dim);
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
        for (at, column) in self.columns.iter().enumerate() {
            if at >= most {
                break;
            }
            let width = self.widths[at];
            out += &text::pad("", self.gap);
            if let Some(Some(cell)) = column.cells.get(result) {
                let set = column.set(cell, &self.pieces[at], width);
                out += &self.tint(&set, cell.paint);
            } else {
                out += &text::pad("", width);
            }
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
            let before = self.name + taken(&self.widths[..after], self.gap);
            self.style.width.saturating_sub(before + self.gap)
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
        out += &text::pad("", self.gap);
        out += &self.style.paint(&shown, paint);
        (out, cut)
    }
}
