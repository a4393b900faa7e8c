//! The plot beside README's table: for each database and query a bar of each server, as a share of A's rate. Its greys are legible on
//! light and on dark.

use std::path::Path;

use plotters::prelude::{
    Color, IntoDrawingArea, IntoFont, PathElement, RGBColor, Rectangle, SVGBackend, Text, TextStyle,
};
use plotters::style::text_anchor::{HPos, Pos, VPos};

use crate::Outcome;
use crate::report::{Report, Row};

const GREY: RGBColor = RGBColor(125, 133, 144);
/// A name, a colour, and the share of A's rate.
type Server = (&'static str, RGBColor, fn(&Row) -> f64);
/// The servers that are compared with A.
const SERVERS: [Server; 3] = [
    ("kept answers", RGBColor(47, 129, 247), |row| row.product.rate / row.a.rate),
    ("made anew", RGBColor(210, 153, 34), |row| row.anew.rate / row.a.rate),
    ("B, one SELECT", GREY, |row| row.b.rate / row.a.rate),
];
/// Pixels: the width of names, of a panel whose right end is 1.2, the height of a bar and of what is above the first.
const NAMES: i32 = 150;
const PANEL: i32 = 380;
const BAR: i32 = 7;
const HEAD: i32 = 56;
const RIGHT_END: f64 = 1.2;

/// Draws the reports of one size side by side.
///
/// # Errors
/// When the file can't be written.
pub fn draw(reports: &[&Report], file: &Path) -> Outcome<()> {
    let rows = reports.iter().map(|report| report.rows.len()).max().unwrap_or_default();
    let row_height = BAR * 4;
    let height = HEAD + row_height * i32::try_from(rows)? + 8;
    let width = NAMES + PANEL * i32::try_from(reports.len())?;
    let size = (u32::try_from(width)?, u32::try_from(height)?);
    let drawing = SVGBackend::new(file, size).into_drawing_area();
    let text = |words: &str, at: (i32, i32), of: HPos, color: &RGBColor| {
        let style = TextStyle::from(("sans-serif", 13).into_font()).color(color).pos(Pos::new(of, VPos::Center));
        drawing.draw(&Text::new(words.to_owned(), at, style))
    };
    for (place, (name, color, _)) in (0..).zip(&SERVERS) {
        let left = NAMES + place * 130;
        drawing.draw(&Rectangle::new([(left, 10), (left + 10, 20)], color.filled()))?;
        text(name, (left + 15, 15), HPos::Left, color)?;
    }
    for (panel, report) in (0..).zip(reports) {
        let left = NAMES + panel * PANEL;
        let at = |ratio: f64| left + (ratio.min(RIGHT_END) / RIGHT_END * f64::from(PANEL - 20)) as i32;
        text(&format!("{}, {} articles", report.database, report.articles), (left, 38), HPos::Left, &GREY)?;
        for tick in [0.0, 0.25, 0.5, 0.75, 1.0] {
            let style = GREY.mix(if tick == 1.0 { 0.9 } else { 0.3 }).stroke_width(1);
            drawing.draw(&PathElement::new(vec![(at(tick), HEAD - 4), (at(tick), height - 4)], style))?;
        }
        text("1 = A", (at(1.0), 38), HPos::Center, &GREY)?;
        for (number, row) in (0..).zip(&report.rows) {
            let top = HEAD + number * row_height;
            if panel == 0 {
                text(row.name, (NAMES - 8, top + BAR * 3 / 2), HPos::Right, &GREY)?;
            }
            for (bar, (_, color, ratio)) in (0..).zip(&SERVERS) {
                let corners = [(left, top + bar * BAR), (at(ratio(row)).max(left + 1), top + (bar + 1) * BAR - 1)];
                drawing.draw(&Rectangle::new(corners, color.filled()))?;
            }
        }
    }
    Ok(drawing.present()?)
}
