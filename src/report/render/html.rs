//! Documents as HTML, each one file: it asks nothing of any network, and reads on a phone, on a projector, on paper
//! and with a screen reader. Names are text wherever they appear: maud escapes them.

use super::assets;
use crate::report::chart::{ChartError, Drawing, Named, Strip};
use crate::report::document::{Block, Document, Head, Reader, SAME};
use crate::report::explorer::Explorer;
use crate::report::table::{Align, Cell, Column, Table};
use crate::text::{plain, plain_lines};
use maud::{DOCTYPE, Markup, PreEscaped, html};

/// The file that holds the page.
pub const REPORT: &str = "report.html";

/// What stands on paper in place of text that is read by programs rather than people.
const NOT_PRINTED: &str = "not printed. The page unfolds it, and the files beside the page have it (story.json, manifest.json).";

/// A section: its anchor, its heading, whether models are switched above it, whether it is looked up rather than read, what it
/// holds.
struct Section<'a> {
    id: &'a str,
    heading: &'a str,
    switches: bool,
    aside: bool,
    body: Vec<Markup>,
}

/// The page.
///
/// # Errors
/// A chart that cannot be drawn.
pub fn render(document: &Document) -> Result<String, ChartError> {
    let sections = sections(document)?;
    let head = &document.head;
    let page = html! {
        (DOCTYPE)
        html lang="en" {
            (metadata(head))
            body {
                a.skip href="#answer" { "Skip to the answer" }
                (header(head, &sections))
                main {
                    @for section in &sections {
                        @if section.switches { (switches(&document.models)) }
                        section aria-labelledby=(section.id) {
                            (body(section))
                        }
                    }
                }
                footer { p { (text(&head.closing)) } }
                script { (PreEscaped(assets::SCRIPT)) }
            }
        }
    };
    Ok(page.into_string() + "\n")
}

/// The blocks of a page by section; what stands above the first section is for other readers.
fn sections(document: &Document) -> Result<Vec<Section<'_>>, ChartError> {
    let mut sections: Vec<Section<'_>> = Vec::new();
    let mut switches = false;
    for part in document.blocks(Reader::Page) {
        match (part, sections.last_mut()) {
            (Block::Section(id, heading), _) => {
                sections.push(Section { id, heading, switches, aside: false, body: Vec::new() });
                switches = false;
            }
            (Block::Aside, Some(section)) => section.aside = true,
            (Block::Switches, _) => switches = true,
            (part, Some(section)) => section.body.push(block(part, &document.models)?),
            _ => {}
        }
    }
    Ok(sections)
}

fn body(section: &Section<'_>) -> Markup {
    let heading = html! { h2 id=(section.id) { (section.heading) } };
    let held = html! { @for block in &section.body { (block) } };
    html! {
        @if section.aside {
            // Without a script it stays open, whatever shows it.
            details.fold open { summary { (heading) } (held) }
        } @else {
            (heading) (held)
        }
    }
}

fn metadata(head: &Head) -> Markup {
    html! {
        head {
            meta charset="utf-8";
            meta http-equiv="Content-Security-Policy" content=(assets::policy());
            meta name="viewport" content="width=device-width, initial-scale=1";
            meta name="referrer" content="no-referrer";
            meta name="generator" content="flowcast";
            title { (text(&head.title)) " – " (head.kind) }
            style { (PreEscaped(assets::STYLE)) }
        }
    }
}

fn header(head: &Head, sections: &[Section<'_>]) -> Markup {
    let description = text(&head.description);
    html! {
        header {
            @if head.finding.is_empty() {
                p.kind { (head.kind) }
                h1 dir="auto" { (text(&head.title)) }
            } @else {
                p.kind dir="auto" { (text(&head.title)) " · " (head.kind) }
                h1 dir="auto" { (text(&head.finding)) }
            }
            @if !description.is_empty() { p.lede dir="auto" { (description) } }
            nav aria-label="Sections" {
                ul { @for section in sections { li { a href={ "#" (section.id) } { (section.heading) } } } }
            }
        }
    }
}

fn block(block: &Block, models: &[Named]) -> Result<Markup, ChartError> {
    Ok(match block {
        Block::Section(..) | Block::Aside | Block::Switches => html! {},
        Block::Heading(words) => html! { h3 dir="auto" { (text(words)) } },
        Block::Answer(words) => html! { p.answer dir="auto" { (typed(words)) } },
        Block::Text(words) => html! { p dir="auto" { (typed(words)) } },
        Block::List(items) => html! { ul { @for item in items { li { (typed(item)) } } } },
        Block::Command(line) => html! { p { code { (plain(line)) } } },
        Block::Table(shown) => table(shown, models),
        Block::Verbatim(lines) => html! { pre tabindex="0" { (plain_lines(lines)) } },
        Block::Chart(id, drawing) => figure(drawing, id)?,
        Block::Explorer(data, replaced) => html! {
            (explorer(data, models))
            div.static { (figure(replaced, replaced.name)?) }
        },
        Block::Details(summary, inner) => {
            let beside = inner.iter().any(|part| matches!(part, Block::Verbatim(_)));
            let same = summary == SAME;
            html! {
                details.beside[beside].same[same] { summary { (text(summary)) } (all(inner, models)?) }
                @if beside { p.paper { (text(summary)) ": " (NOT_PRINTED) } }
            }
        }
        Block::Of(model, inner) => html! {
            div data-model=(model) {
                @if let Some(own) = models.get(*model) { h3 { (key(Some(own))) bdi { (text(&own.name)) } } }
                (all(inner, models)?)
            }
        },
    })
}

fn all(blocks: &[Block], models: &[Named]) -> Result<Markup, ChartError> {
    let shown: Vec<Markup> =
        blocks.iter().map(|part| block(part, models)).collect::<Result<_, _>>()?;
    Ok(html! { @for part in &shown { (part) } })
}

/// Text without characters that would reverse the direction of writing around it; a per cent sign stays on the line
/// of its number.
fn text(words: &str) -> String {
    plain(words).trim().replace(" %", "\u{a0}%")
}

/// Text in which what stands in backticks is code.
fn typed(words: &str) -> Markup {
    let words = text(words);
    let parts: Vec<&str> = words.split('`').collect();
    // An odd backtick opens nothing.
    let closed = parts.len() % 2 == 1;
    html! {
        @if closed {
            @for (place, part) in parts.iter().enumerate() {
                @if place % 2 == 1 { code { (part) } } @else { (part) }
            }
        } @else { (words) }
    }
}

/// A table of words and numbers; rows that belong to models carry their key, and can be switched off.
fn table(table: &Table, models: &[Named]) -> Markup {
    let model = |row: &[Cell]| match row.first() {
        Some(Cell::Model(model, _)) => Some(*model),
        _ => None,
    };
    html! {
        div.scroll tabindex="0" role="region" aria-label=(text(&table.title)) {
            table {
                caption dir="auto" { (text(&table.title)) }
                thead { tr { @for column in &table.columns { (heading(column)) } } }
                tbody {
                    @for row in &table.rows {
                        tr data-model=[model(row)] {
                            @for (cell, column) in row.iter().zip(&table.columns) {
                                @if std::ptr::eq(cell, &row[0]) {
                                    th scope="row" {
                                        @if let Some(model) = model(row) { (key(models.get(model))) }
                                        bdi { (text(&cell.shown())) }
                                    }
                                } @else { (data(cell, column)) }
                            }
                        }
                    }
                }
            }
        }
    }
}

fn data(cell: &Cell, column: &Column) -> Markup {
    html! {
        td.n[column.align == Align::Right] dir="auto" data-label=(label(column)) {
            @match cell {
                Cell::Text(words) if words.contains('\n') => {
                    @for line in words.lines() { p { (text(line)) } }
                }
                cell if column.align == Align::Right => (number(&text(&cell.shown()))),
                cell => (text(&cell.shown())),
            }
        }
    }
}

/// A number whose interval, in brackets, may stand in the next line, each of both whole.
fn number(words: &str) -> String {
    let whole = |words: &str| words.replace(' ', "\u{a0}");
    match words.split_once(" (") {
        Some((value, interval)) => format!("{} ({}", whole(value), whole(interval)),
        None => whole(words),
    }
}

/// A column's heading where a row stands by itself, as on a phone.
fn label(column: &Column) -> String {
    let unit = if column.unit.is_empty() { String::new() } else { format!(", {}", column.unit) };
    text(&column.heading) + &unit
}

fn heading(column: &Column) -> Markup {
    html! {
        th scope="col" .n[column.align == Align::Right] {
            (text(&column.heading))
            @if !column.unit.is_empty() { br; span.unit { (column.unit) } }
        }
    }
}

/// A chart as it is in its file, the same drawn for a phone, and the parts of one that no sheet of paper holds; `id` is its own
/// on the page.
fn figure(drawing: &Drawing, id: &str) -> Result<Markup, ChartError> {
    let svg = drawing.to_svg_with_id(&format!("chart-{id}"))?;
    let narrow = drawing.narrow().map(|narrow| narrow.to_svg_with_id(&format!("phone-{id}")));
    let narrow = narrow.transpose()?;
    let label = format!("Chart: {}", drawing.title());
    let parts = drawing.parts();
    let parted = parts.len() > 1;
    // By which its parts refer to it.
    let svg =
        if parted { svg.replacen("<svg", &format!("<svg id=\"chart-{id}\""), 1) } else { svg };
    Ok(html! {
        figure.wide[narrow.is_some()].parted[parted] tabindex="0" role="group" aria-label=(label) { (PreEscaped(svg)) }
        @if let Some(narrow) = narrow {
            figure.narrow role="group" aria-label=(label) { (PreEscaped(narrow)) }
        }
        @if parted {
            @for part in &parts { (on_paper(drawing, part, &format!("chart-{id}"))) }
        }
    })
}

/// Strips of the chart with this id, one below the other.
fn on_paper(drawing: &Drawing, strips: &[Strip], id: &str) -> Markup {
    let (width, top) = (drawing.width(), drawing.top());
    let height: f64 = strips.iter().map(|(from, until)| until - from).sum();
    let below =
        |place: usize| strips[..place].iter().map(|(from, until)| until - from).sum::<f64>();
    html! {
        figure.paper aria-hidden="true" {
            svg viewBox={ "0 0 " (width) " " (height) } {
                @for (place, (from, until)) in strips.iter().enumerate() {
                    svg y=(below(place)) width=(width) height=(until - from)
                        viewBox={ "0 " (from) " " (width) " " (until - from) } {
                        // What it shows begins below its own title, where that is left out.
                        use href={ "#" (id) } y=(top) {}
                    }
                }
            }
        }
    }
}

/// A sample of a model's line, as it is in charts, where it stands out.
fn key(model: Option<&Named>) -> Markup {
    let key = model.and_then(|model| model.key.as_ref());
    html! {
        @if let Some((colour, dashes)) = key {
            svg.key viewBox="0 0 24 12" aria-hidden="true" {
                line x1="0" y1="6" x2="24" y2="6" stroke=(colour) stroke-width="4"
                    stroke-dasharray=[dashes.as_ref()] {}
            }
        }
    }
}

/// A box for each model; hidden until the script shows it, and with one model for ever.
fn switches(models: &[Named]) -> Markup {
    html! {
        @if models.len() > 1 {
            details.switches #switches hidden {
                summary { "Models shown: " span #shown-models { "all" } }
                fieldset {
                    legend { "Show" }
                    @for (model, own) in models.iter().enumerate() {
                        label {
                            input type="checkbox" checked value=(model) autocomplete="off";
                            (key(Some(own))) bdi { (text(&own.name)) }
                        }
                    }
                }
            }
        }
    }
}

/// The explorer, hidden until the script shows it.
fn explorer(data: &Explorer, models: &[Named]) -> Markup {
    html! {
        div.explorer #explorer hidden {
            h3 #explorer-title { "How likely is it to be " (data.done()) " by a promised day?" }
            div.plot #plot {}
            label for="day" { "Promised day:" output #day-value for="day" {} }
            input #day type="range" min="0" max=(data.last()) value=(data.at()) autocomplete="off";
            div.scroll tabindex="0" role="region" aria-label={ "Chance to be " (data.done()) } {
                table {
                    caption { "Chance to be " (data.done()) " by then" }
                    thead {
                        tr {
                            th scope="col" { "Model" }
                            th.n scope="col" { "Chance" }
                            th.n scope="col" { "Replications" }
                        }
                    }
                    tbody aria-live="polite" {
                        @for (model, name) in data.names() {
                            tr data-model=(model) data-read=(model) {
                                th scope="row" { (key(models.get(model))) bdi { (text(name)) } }
                                td.n data-label="Chance" {}
                                td.n data-label="Replications" {}
                            }
                        }
                    }
                }
            }
            script #launch-data type="application/json" { (PreEscaped(data.to_json())) }
        }
    }
}
