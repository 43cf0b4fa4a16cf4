//! Memory, counted by an allocator that counts: none per event, and for a study what its values need and
//! nothing that grows besides.
//!
//! A program of its own, since a program has one allocator; one test at a time, since it counts for all
//! threads.

use flowcast::engine::Simulator;
use flowcast::metric::{METRICS, TEAM_METRICS};
use flowcast::model::Scenario;
use flowcast::plan::{self, Plan};
use flowcast::record::Record;
use flowcast::scenario::Document;
use flowcast::study::{self, Study, Unwatched};
use std::alloc::{GlobalAlloc, Layout, System};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

static ALLOCATIONS: AtomicUsize = AtomicUsize::new(0);
static BYTES: AtomicUsize = AtomicUsize::new(0);
static PEAK: AtomicUsize = AtomicUsize::new(0);

/// The system's allocator, which also counts calls, bytes in use and their peak.
struct Counting;

// SAFETY: every call is passed on to the system's allocator as it came; counting allocates nothing.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        grow(layout.size());
        // SAFETY: the caller keeps the contract of `alloc`.
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, block: *mut u8, layout: Layout) {
        BYTES.fetch_sub(layout.size(), Ordering::Relaxed);
        // SAFETY: the block came from `alloc` or `realloc` above, with this layout.
        unsafe { System.dealloc(block, layout) }
    }

    unsafe fn realloc(&self, block: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        // Old and new exist side by side while the content moves: that is the peak.
        grow(size);
        BYTES.fetch_sub(layout.size(), Ordering::Relaxed);
        // SAFETY: as for `dealloc`; the caller keeps the contract of `realloc`.
        unsafe { System.realloc(block, layout, size) }
    }
}

#[global_allocator]
static COUNTING: Counting = Counting;

fn grow(size: usize) {
    ALLOCATIONS.fetch_add(1, Ordering::Relaxed);
    let bytes = BYTES.fetch_add(size, Ordering::Relaxed) + size;
    PEAK.fetch_max(bytes, Ordering::Relaxed);
}

const W2: &str = include_str!("../benches/scenarios/w2.toml");
const PRODUCT_LAUNCH: &str = include_str!("../scenarios/product-launch.toml");

/// Replications that allocated nothing new may be told from those that did only if nobody else allocates.
static ALONE: Mutex<()> = Mutex::new(());

/// Events per allocation, at least. W2 and most presets allocate nothing at all; where work that is
/// under way is added to, or a change hits several tasks, the engine keeps a list for that moment.
const RARE: u64 = 1_000;

#[test]
fn no_allocation_per_event() {
    let _alone = ALONE.lock();
    let plans = [W2, PRODUCT_LAUNCH].map(|text| load(text).1);
    let mut found = Vec::new();
    for plan in plans.iter().flatten() {
        let (mut simulator, mut record) = (Simulator::new(), Record::default());
        // Arrays grow to the size that the longest replication needs: the same ones run twice, so that the
        // second time none can be longer.
        let mut run = || {
            let before = ALLOCATIONS.load(Ordering::Relaxed);
            let events: u64 = (0..100)
                .map(|replication| {
                    simulator.run_into(plan, 1, replication, &mut record);
                    record.events
                })
                .sum();
            (ALLOCATIONS.load(Ordering::Relaxed) - before, events)
        };
        run();
        let (allocations, events) = run();
        let allowed = if plan.changes.is_empty() { 0 } else { events / RARE };
        if allocations as u64 > allowed {
            found.push(format!("{}: {allocations} in {events} events", plan.model));
        }
    }
    assert!(found.is_empty(), "allocations in warm replications: {found:#?}");
}

/// The peak of a study grows with models × replications × what is kept of each, and with nothing else:
/// threads write into the places where values stay. A twentieth is for rounding up to whole pages.
#[test]
fn a_study_needs_its_values() {
    let _alone = ALONE.lock();
    let (scenario, plans) = load(PRODUCT_LAUNCH);
    let pool = rayon::ThreadPoolBuilder::new().num_threads(1).build().unwrap();
    let peak = |replications| pool.install(|| peak_of(&scenario, &plans, replications));
    peak(256);
    let (small, large) = (1_024, 4_096);
    let grown = peak(large) as f64 - peak(small) as f64;
    // A byte for the status of each replication, eight for each value.
    let values = METRICS.len() + scenario.facts.teams.len() * TEAM_METRICS.len();
    let kept = f64::from(large - small) * plans.len() as f64 * (8 * values + 1) as f64;
    assert!(grown >= kept, "grew by {grown} bytes for {kept} bytes of values");
    assert!(grown <= 1.05 * kept, "grew by {grown} bytes for {kept} bytes of values");
}

/// Bytes in use at most while a study runs, beyond those before it.
fn peak_of(scenario: &Scenario, plans: &[Plan], replications: u32) -> usize {
    let before = BYTES.load(Ordering::Relaxed);
    PEAK.store(before, Ordering::Relaxed);
    let study: Study = study::run(scenario, plans, replications, 1, &Unwatched).unwrap();
    assert_eq!(study.replications, replications);
    PEAK.load(Ordering::Relaxed) - before
}

fn load(text: &str) -> (Scenario, Vec<Plan>) {
    let document = Document::parse("scenario.toml", text).unwrap();
    let scenario = document.resolve().unwrap();
    let plans = plan::compile_all(&scenario).unwrap();
    (scenario, plans)
}
