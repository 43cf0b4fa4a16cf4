//! "Which model is better where?": a cell for each combination of two parameters.

use super::Drawing;
use super::draw::numbers::short;
use super::draw::plot::X_AXIS;
use super::draw::theme::{
    Colour, GREY, INK, PAPER, Paper, TICK, colour_of, is_dark, shape_of, towards,
};
use super::draw::{Area, Axis, Plot, Point, Scene, Sheet};
use crate::format::percent;

/// The widest that row labels at the left become.
const ROWS: f64 = 90.0;
/// Height of the whole map, shared by its rows: at least, at most, and of a row that can say something.
const HEIGHT: (f64, f64) = (420.0, 1000.0);
const ROW: f64 = 19.0;

/// What a map shows.
#[derive(Clone, Debug)]
pub struct Map {
    /// The question.
    pub title: String,
    /// The parameter along x.
    pub x: String,
    /// The parameter along y.
    pub y: String,
    /// Its values along x, as text.
    pub columns: Vec<String>,
    /// Its values along y, the first at the bottom.
    pub rows: Vec<String>,
    /// Row by row; `None` where a value is missing.
    pub cells: Vec<Vec<Option<MapCell>>>,
    /// The models.
    pub models: Vec<String>,
    /// The unit of means.
    pub unit: &'static str,
    /// Where the numbers come from.
    pub footer: String,
}

/// A combination.
#[derive(Clone, Debug)]
pub struct MapCell {
    /// Each model's mean, where it has one; less is better.
    pub means: Vec<Option<f64>>,
    /// The share of replications in which each was launched.
    pub launched: Vec<f64>,
    /// The models that come first: several where they cannot be told apart.
    pub first: Vec<usize>,
}

impl MapCell {
    /// The means, where means alone say who is first.
    fn comparable(&self) -> Option<Vec<f64>> {
        let all = self.launched.iter().all(|share| *share >= 1.0);
        if all { self.means.iter().copied().collect() } else { None }
    }

    /// By how much the first is ahead of the second best, where both are always launched; else its mean.
    fn lead(&self, first: usize) -> String {
        let others = self.comparable().map(|means| {
            let others = means.iter().enumerate().filter(|(model, _)| *model != first);
            others.map(|(_, mean)| mean - means[first]).fold(f64::INFINITY, f64::min)
        });
        let lead = others.filter(|lead| lead.is_finite());
        lead.map_or_else(|| self.mean(first), |lead| format!("by {}", short(lead.abs())))
    }

    /// A model's mean, with the share launched where that is not all.
    fn mean(&self, model: usize) -> String {
        let mean = self.means[model].map_or("–".to_owned(), short);
        match self.launched[model] {
            share if share < 1.0 => format!("{mean} (launched {})", percent(share)),
            _ => mean,
        }
    }
}

/// Draws a map; `None` with fewer than two rows or columns.
pub fn map(shown: &Map) -> Option<Drawing> {
    super::on_both(|paper| draw(shown, paper))
}

fn draw(shown: &Map, paper: Paper) -> Option<Drawing> {
    if shown.columns.len() < 2 || shown.rows.len() < 2 {
        return None;
    }
    let mut sheet = Sheet::new(
        paper,
        &shown.title,
        &format!(
            "Each cell has the colour of the model that launches first, and says by how much it is ahead of the \
             second best ({}). Grey: no lead is shown, and the models whose markers stand there share the first place (=: too many, or too little room). Black line: where the best two are equal, read between the values \
             that were run.",
            shown.unit
        ),
    );
    legend(&mut sheet, shown);
    let scene = &sheet.scene;
    let names = shown.rows.iter().map(|name| TICK.width(name) + 12.0).fold(0.0, f64::max);
    let (x, y) = (paper.left() + names.min(ROWS), sheet.y + 16.0);
    let h = (ROW * shown.rows.len() as f64).clamp(HEIGHT.0, HEIGHT.1);
    let area = Area { x, y, w: paper.right() - x, h };
    let (columns, rows) = axes(shown, area);
    let mut plot = Plot::new(scene, area, columns, rows);
    plot.mesh(&shown.x, &TICK.cut(&shown.y, paper.room()));
    cells(scene, shown, &plot);
    for (from, to) in border(shown) {
        plot.line(&[from, to], 3.0, INK, None);
    }
    // Above the border, which may go through the middle of a cell.
    values(scene, shown, &plot);
    sheet.y = area.bottom() + X_AXIS;
    Some(sheet.finish("map", &shown.footer))
}

/// The names along both sides; of those that would touch each other some are left out evenly.
fn axes(shown: &Map, area: Area) -> (Axis, Axis) {
    let widest = shown.columns.iter().map(|name| TICK.width(name)).fold(0.0, f64::max);
    let each = |size: f64, whole: f64, count: usize| (size * count as f64 / whole).ceil() as usize;
    let columns = each(widest + 8.0, area.w, shown.columns.len());
    let rows: Vec<&str> = shown.rows.iter().map(String::as_str).collect();
    let rows = TICK.cut_all(&rows, ROWS - 12.0);
    let every = each(16.0, area.h, rows.len());
    (Axis::named(shown.columns.clone(), 0.5, columns), Axis::named(rows, 0.5, every))
}

/// Where a cell is; its middle lies at the number of its column and row.
fn place(plot: &Plot, column: usize, row: usize) -> Area {
    let (x, y) = (column as f64, row as f64);
    plot.between((x - 0.5, y - 0.5), (x + 0.5, y + 0.5))
}

fn legend(sheet: &mut Sheet, shown: &Map) {
    let used = |model: &usize| {
        shown.cells.iter().flatten().flatten().any(|cell| cell.first.contains(model))
    };
    let models: Vec<usize> = (0..shown.models.len()).filter(used).collect();
    let named = models.iter().map(|model| (*model, shown.models[*model].as_str()));
    sheet.models(named);
    sheet.y += 18.0;
}

fn cells(scene: &Scene, shown: &Map, plot: &Plot) {
    for (row, cells) in shown.cells.iter().enumerate() {
        for (column, cell) in cells.iter().enumerate() {
            let area = place(plot, column, row);
            let inner = Area { w: area.w - 1.0, h: area.h - 1.0, ..area };
            scene.rect(inner, look(cell.as_ref()).0);
            if let Some(cell) = cell {
                scene.hint(inner, &told(shown, cell, column, row));
            }
        }
    }
}

/// What each cell says, on a plate of its colour.
fn values(scene: &Scene, shown: &Map, plot: &Plot) {
    for (row, cells) in shown.cells.iter().enumerate() {
        for (column, cell) in cells.iter().enumerate() {
            let area = place(plot, column, row);
            let (fill, words) = look(cell.as_ref());
            if cell.as_ref().is_some_and(|cell| shared(scene, cell, area)) {
                continue;
            }
            let style = TICK.in_colour(if is_dark(fill) { PAPER } else { INK }).middle();
            // Without the words around it, a number says as much as the reading tells.
            let short = words.trim_start_matches("by ").to_owned();
            let said = [words, short].into_iter().find(|words| style.width(words) < area.w - 4.0);
            let Some(words) = said.filter(|_| area.h > 14.0) else { continue };
            let (width, (x, y)) = (style.width(&words), area.middle());
            let plate = Area { x: x - width / 2.0 - 3.0, y: y - 8.0, w: width + 6.0, h: 16.0 };
            scene.rect(Area { h: plate.h.min(area.h - 2.0), ..plate }, fill);
            scene.text((x, y + 4.0), &words, style);
        }
    }
}

/// The markers of those who share the first place of a cell; whether there are several, and room for them.
fn shared(scene: &Scene, cell: &MapCell, area: Area) -> bool {
    let wide = 14.0 * cell.first.len() as f64;
    let fits = cell.first.len() > 1 && wide < area.w && area.h > 14.0;
    for (place, model) in cell.first.iter().enumerate().filter(|_| fits) {
        let (x, y) = area.middle();
        let at = (x - wide / 2.0 + 7.0 + 14.0 * place as f64, y);
        scene.marker(shape_of(*model), at, 4.5, colour_of(*model));
    }
    fits
}

/// What a cell says to the pointer: every model's mean.
fn told(shown: &Map, cell: &MapCell, column: usize, row: usize) -> String {
    let models = shown.models.iter().enumerate();
    let means: Vec<String> =
        models.map(|(model, name)| format!("{name} {}", cell.mean(model))).collect();
    let (x, y) = (&shown.columns[column], &shown.rows[row]);
    format!("{} = {x}, {} = {y}: {} ({})", shown.x, shown.y, means.join(", "), shown.unit)
}

fn look(cell: Option<&MapCell>) -> (Colour, String) {
    let Some(cell) = cell else { return (PAPER, "–".to_owned()) };
    match cell.first.as_slice() {
        [] => (PAPER, "–".to_owned()),
        [first] => (towards(colour_of(*first), PAPER, 0.25), cell.lead(*first)),
        _ => (towards(GREY, PAPER, 0.72), "=".to_owned()),
    }
}

/// Pieces of the border, in columns and rows: for every pair of models, the line on which their means
/// are equal (interpolated in each triangle of neighbouring cells), where no third model is better.
fn border(shown: &Map) -> Vec<(Point, Point)> {
    let models = shown.models.len();
    let mut pieces = Vec::new();
    for row in 0..shown.rows.len() - 1 {
        for column in 0..shown.columns.len() - 1 {
            for corners in [[(0, 0), (1, 0), (1, 1)], [(0, 0), (0, 1), (1, 1)]] {
                let corner = |(dx, dy): (usize, usize)| {
                    let cell = shown.cells[row + dy][column + dx].as_ref()?;
                    // Where nobody is shown to be ahead, a line says nothing.
                    let one = cell.first.len() == 1;
                    let means = cell.comparable().filter(|_| one)?;
                    Some((((column + dx) as f64, (row + dy) as f64), means))
                };
                let found: Option<Vec<Corner>> = corners.into_iter().map(corner).collect();
                let Some(found) = found else { continue };
                for a in 0..models {
                    pieces.extend((a + 1..models).filter_map(|b| piece(&found, a, b)));
                }
            }
        }
    }
    pieces
}

/// A corner of a triangle, and every model's mean there.
type Corner = (Point, Vec<f64>);

/// The line through a triangle on which two models are equal, if they are the best on it.
fn piece(corners: &[Corner], a: usize, b: usize) -> Option<(Point, Point)> {
    let mut ends: Vec<Point> = Vec::new();
    for (from, to) in [(0, 1), (1, 2), (2, 0)] {
        let ((p, of), (q, then)) = (&corners[from], &corners[to]);
        let (d, e) = (of[a] - of[b], then[a] - then[b]);
        if (d < 0.0) == (e < 0.0) {
            continue;
        }
        let share = d / (d - e);
        let mix = |x: f64, y: f64| x + share * (y - x);
        let level = mix(of[a], then[a]);
        let best = (0..of.len()).all(|m| mix(of[m], then[m]) >= level - 1e-9 * level.abs());
        if !best {
            return None;
        }
        ends.push((mix(p.0, q.0), mix(p.1, q.1)));
    }
    (ends.len() == 2).then(|| (ends[0], ends[1]))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Two models; the second is better where x > 0.5, by as much as x is above it.
    fn shown() -> Map {
        let cell = |x: f64| {
            let means = vec![Some(10.0), Some(10.5 - x)];
            let first = vec![usize::from(x > 0.5)];
            Some(MapCell { means, launched: vec![1.0; 2], first })
        };
        let row = || vec![cell(0.0), cell(1.0), cell(2.0)];
        Map {
            title: "Where?".to_owned(),
            x: "x".to_owned(),
            y: "y".to_owned(),
            columns: ["0", "1", "2"].map(str::to_owned).into(),
            rows: ["0", "1"].map(str::to_owned).into(),
            cells: vec![row(), row()],
            models: vec!["A".to_owned(), "B".to_owned()],
            unit: "days",
            footer: "by hand".to_owned(),
        }
    }

    #[test]
    fn the_border_lies_where_both_are_equal() {
        let pieces = border(&shown());
        assert!(!pieces.is_empty());
        for ((x, _), (to, _)) in pieces {
            assert!((x - 0.5).abs() < 1e-9 && (to - 0.5).abs() < 1e-9);
        }
        assert!(map(&shown()).unwrap().to_svg().unwrap().contains("by 0.5"));
    }

    #[test]
    fn a_third_model_that_is_better_hides_the_border() {
        let mut three = shown();
        three.models.push("C".to_owned());
        for cell in three.cells.iter_mut().flatten().flatten() {
            cell.means.push(Some(1.0));
            cell.launched.push(1.0);
            cell.first = vec![2];
        }
        assert!(border(&three).is_empty());
    }

    #[test]
    fn a_tie_is_marked() {
        let means = vec![Some(3.0), Some(4.0)];
        let cell = MapCell { means, launched: vec![1.0; 2], first: vec![0] };
        assert_eq!(look(Some(&cell)).1, "by 1");
        assert_eq!(look(None).1, "–");
        // Several at once belong to none of them.
        let tie = MapCell { first: vec![0, 1], ..cell.clone() };
        assert_eq!(look(Some(&tie)).1, "=");
        // Means of survivors say who is first no more, so there is no border through them.
        let rare = MapCell { launched: vec![0.1, 1.0], first: vec![1], ..cell };
        assert_eq!(
            (look(Some(&rare)).1, rare.mean(0)),
            ("4".to_owned(), "3 (launched 10 %)".to_owned())
        );
        assert_eq!(rare.comparable(), None);
    }
}
