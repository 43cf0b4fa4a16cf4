//! All probabilities zero and nobody short of people: the cycle time is the critical path, exactly.

use crate::runs::{loaded, traced};
use flowcast::time::MINUTE;
use proptest::prelude::*;
use proptest::sample::Index;
use std::fmt::Write;

/// A shape of work, in minutes.
#[derive(Clone, Debug)]
struct Shape {
    /// Effort of each stream, and the earlier streams it needs.
    streams: Vec<(u32, Vec<usize>)>,
    /// Which streams exist once.
    once: Vec<bool>,
    /// Size of each deliverable, and which streams it skips.
    deliverables: Vec<(u32, Vec<bool>)>,
    /// Handoffs from one deliverable's task to a later deliverable's task.
    dependencies: Vec<((usize, usize), (usize, usize))>,
    latency: u32,
}

impl Shape {
    /// The streams in front of a task, looked for through those that its deliverable skips.
    fn givers(&self, deliverable: usize, stream: usize, found: &mut Vec<usize>) {
        for &giver in &self.streams[stream].1 {
            if self.deliverables[deliverable].1[giver] {
                self.givers(deliverable, giver, found);
            } else {
                found.push(giver);
            }
        }
    }

    /// When each task ends, in minutes; with `phase`, giving streams are done as a whole. The last row is the campaign's.
    fn ends(&self, phase: bool) -> Vec<Vec<u32>> {
        let campaign = self.deliverables.len();
        let mut ends = vec![vec![0; self.streams.len()]; campaign + 1];
        for stream in 0..self.streams.len() {
            if self.once[stream] {
                ends[campaign][stream] = self.end_once(&ends, stream, phase);
                continue;
            }
            for deliverable in 0..campaign {
                if !self.deliverables[deliverable].1[stream] {
                    ends[deliverable][stream] = self.end(&ends, deliverable, stream, phase);
                }
            }
        }
        ends
    }

    /// What exists once waits for all that some deliverable hands over to it, or that itself exists once.
    fn end_once(&self, ends: &[Vec<u32>], stream: usize, phase: bool) -> u32 {
        let needs = self.streams[stream].1.iter().filter(|giver| self.once[**giver]);
        let campaign = self.deliverables.len();
        let direct = needs.map(|giver| ends[campaign][*giver] + self.latency).max();
        let through =
            (0..campaign).filter(|deliverable| !self.deliverables[*deliverable].1[stream]);
        let given = through.filter_map(|deliverable| self.given(ends, deliverable, stream, phase));
        given.chain(direct).max().unwrap_or(0) + self.streams[stream].0
    }

    /// When a deliverable has all that it hands over to a stream.
    fn given(
        &self,
        ends: &[Vec<u32>],
        deliverable: usize,
        stream: usize,
        phase: bool,
    ) -> Option<u32> {
        let mut givers = Vec::new();
        self.givers(deliverable, stream, &mut givers);
        let all = |giver: usize| ends.iter().map(|row| row[giver]).max().unwrap_or(0);
        let whole = |giver: usize| phase || self.once[giver];
        let done = givers.into_iter().map(|g| if whole(g) { all(g) } else { ends[deliverable][g] });
        done.map(|end| end + self.latency).max()
    }

    fn end(&self, ends: &[Vec<u32>], deliverable: usize, stream: usize, phase: bool) -> u32 {
        let all = |giver: usize| ends.iter().map(|row| row[giver]).max().unwrap_or(0);
        let after = self.dependencies.iter().filter(|(_, to)| *to == (deliverable, stream));
        let after =
            after.map(
                |((other, giver), _)| {
                    if phase && *giver != stream { all(*giver) } else { ends[*other][*giver] }
                },
            );
        let after = after.map(|end| end + self.latency);
        let ready = after.chain(self.given(ends, deliverable, stream, phase)).max().unwrap_or(0);
        ready + self.streams[stream].0 * self.deliverables[deliverable].0
    }

    fn text(&self) -> String {
        let mut text = format!(
            "schema = 2\nname = \"shape\"\ncalendar = \"always\"\nteams = {{ t = {{ people = 50 }} }}\n\
             handoffs = {{ latency = \"{}m\", sensitivity = 0 }}\n\
             models = [{{ name = \"item\" }}, {{ name = \"phase\", release = \"phase\" }}]\n",
            self.latency
        );
        for (stream, (effort, needs)) in self.streams.iter().enumerate() {
            let needs: Vec<String> = needs.iter().map(|giver| format!("s{giver}")).collect();
            let _ = writeln!(
                text,
                "[[streams]]\nname = \"s{stream}\"\nteam = \"t\"\neffort = \"{effort}m\"\nneeds = {needs:?}"
            );
            if self.once[stream] {
                text.push_str("once = true\n");
            }
        }
        for (deliverable, (size, skips)) in self.deliverables.iter().enumerate() {
            let skipped = (0..skips.len()).filter(|stream| skips[*stream]);
            let skipped: Vec<String> = skipped.map(|stream| format!("s{stream}")).collect();
            let _ = writeln!(
                text,
                "[[deliverables]]\nname = \"d{deliverable}\"\nsize = {size}\nskip = {skipped:?}"
            );
        }
        for ((other, giver), (deliverable, stream)) in &self.dependencies {
            let _ = writeln!(
                text,
                "[[dependencies]]\nfrom = \"d{other}/s{giver}\"\nto = \"d{deliverable}/s{stream}\""
            );
        }
        text
    }
}

fn shapes() -> impl Strategy<Value = Shape> {
    let pick = || (any::<Index>(), any::<Index>());
    let streams =
        prop::collection::vec((1..240u32, prop::collection::vec(any::<Index>(), 0..3)), 2..8);
    let deliverables = prop::collection::vec((1..4u32, any::<u8>()), 1..6);
    let dependencies = prop::collection::vec((pick(), pick()), 0..4);
    (streams, deliverables, dependencies, 0..90u32, any::<(u8, u8)>()).prop_map(
        |(streams, deliverables, links, latency, (once, also))| {
            // The first stream is every deliverable's own.
            let once = once & also & !1;
            let once: Vec<bool> =
                (0..streams.len()).map(|stream| once >> stream & 1 == 1).collect();
            let streams: Vec<(u32, Vec<usize>)> = streams
                .into_iter()
                .enumerate()
                .map(|(stream, (effort, needs))| (effort, earlier(stream, needs)))
                .collect();
            let skips =
                |mask: u8| (0..streams.len()).map(|s| s > 0 && mask >> s & 1 == 1).collect();
            let deliverables: Vec<(u32, Vec<bool>)> = deliverables
                .into_iter()
                .map(|(size, mask)| (size, skips(mask & (mask >> 1))))
                .collect();
            let dependencies = joins(&deliverables, &once, &links);
            Shape { streams, once, deliverables, dependencies, latency }
        },
    )
}

/// Some streams before this one, each once.
fn earlier(stream: usize, needs: Vec<Index>) -> Vec<usize> {
    let mut needs: Vec<usize> = if stream == 0 {
        Vec::new()
    } else {
        needs.iter().map(|need| need.index(stream)).collect()
    };
    needs.sort_unstable();
    needs.dedup();
    needs
}

type Task = (usize, usize);

/// A handoff, from (deliverable, stream) to (deliverable, stream).
type Link = ((Index, Index), (Index, Index));

/// Dependencies that go from a deliverable to a later one, and from a stream to a later one, so that not
/// even a phase can close a circle.
fn joins(deliverables: &[(u32, Vec<bool>)], once: &[bool], links: &[Link]) -> Vec<(Task, Task)> {
    let task = |(d, s): (Index, Index)| (d.index(deliverables.len()), s.index(once.len()));
    let exists = |(d, s): Task| !deliverables[d].1[s] && !once[s];
    let joins = links.iter().map(|(from, to)| (task(*from), task(*to)));
    let mut joins: Vec<(Task, Task)> = joins
        .filter(|(from, to)| from.0 < to.0 && from.1 < to.1 && exists(*from) && exists(*to))
        .collect();
    joins.sort_unstable();
    joins.dedup();
    joins
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, cases: 200, ..ProptestConfig::default() })]

    #[test]
    fn the_cycle_time_is_the_critical_path(shape in shapes()) {
        let (_, plans) = loaded(&shape.text());
        for (plan, phase) in plans.iter().zip([false, true]) {
            let expected = shape.ends(phase).into_iter().flatten().max().unwrap_or(0);
            let (record, _) = traced(plan, 1, 0);
            let expected = (i64::from(expected) * MINUTE) as f64;
            prop_assert_eq!(record.cycle_time, Some(expected), "{}\n{}", plan.model, shape.text());
        }
    }
}
