//! Owns a plot in words: what its bars, its table and its file all say.
//! Refuses to draw; and no number is in one of them alone.

use crate::domain::csv_export::write_table;

/// A plot in words.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Plot {
    /// What it is called.
    pub title: String,
    /// What is counted.
    pub about: String,
    /// What stands beside the bars, if anything.
    pub beside: Option<String>,
    /// The name of the table's first column, then of each column of numbers.
    pub columns: Vec<String>,
    /// How many of the first columns of numbers are drawn.
    pub drawn: usize,
    /// The rows.
    pub rows: Vec<PlotRow>,
    /// Part of the name of its file.
    pub file: &'static str,
}

/// A row of a plot.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct PlotRow {
    /// What it counts.
    pub label: String,
    /// The numbers.
    pub values: Vec<u64>,
    /// The drawn numbers in words.
    pub said: String,
    /// Whether there is a bar: not for what would only dwarf the others.
    pub bar: bool,
}

impl Plot {
    /// How long the bars of a row are, in hundredths of the longest of the plot.
    #[must_use]
    #[expect(clippy::cast_precision_loss, reason = "counts of people stay far below 2^53")]
    pub fn lengths(&self, row: &PlotRow) -> Vec<f64> {
        let drawn = self.rows.iter().filter(|row| row.bar).flat_map(|row| row.values.iter().take(self.drawn));
        let longest = drawn.copied().max().unwrap_or_default().max(1) as f64;
        row.values.iter().take(self.drawn).map(|value| *value as f64 * 100.0 / longest).collect()
    }

    /// Everything in one sentence, for those who do not see the bars.
    #[must_use]
    pub fn summary(&self) -> String {
        let rows = self.rows.iter().map(|row| format!("{}: {}", row.label, row.said)).collect::<Vec<_>>().join("; ");
        format!("{}. {rows}", self.title)
    }

    /// The table as CSV.
    #[must_use]
    pub fn csv(&self) -> String {
        let header: Vec<&str> = self.columns.iter().map(String::as_str).collect();
        let row = |row: &PlotRow| std::iter::once(row.label.clone()).chain(row.values.iter().map(u64::to_string)).collect();
        write_table(&header, self.rows.iter().map(row))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_longest_bar_is_whole_and_the_file_says_what_the_table_says() {
        let row = |label: &str, values: &[u64], bar| PlotRow { label: label.into(), values: values.to_vec(), said: String::new(), bar };
        let plot = Plot {
            columns: ["Department", "All", "Not drawn"].map(str::to_owned).to_vec(),
            drawn: 1,
            rows: vec![row("=Sales", &[20, 99], true), row("IT", &[5, 1], true), row("Not known", &[400, 0], false)],
            ..Plot::default()
        };
        assert_eq!(plot.rows.iter().map(|row| plot.lengths(row)).collect::<Vec<_>>(), [[100.0], [25.0], [2_000.0]]);
        assert_eq!(plot.csv(), "\u{FEFF}Department,All,Not drawn\r\n'=Sales,20,99\r\nIT,5,1\r\nNot known,400,0\r\n");
        let nobody = Plot { drawn: 1, rows: vec![row("IT", &[0], true)], ..Plot::default() };
        assert_eq!(nobody.lengths(&nobody.rows[0]), [0.0]);
    }
}
