//! The lessons for workshops: every number in them is what the program says today.

#[path = "../../examples/workshop.rs"]
mod workshop;

#[test]
fn lessons_are_up_to_date() {
    let stale = workshop::lessons(workshop::Wish::Check).expect("lessons");
    assert_eq!(stale, Vec::<String>::new(), "run: cargo run --release --example workshop");
}
