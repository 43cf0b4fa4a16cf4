use flowcast::validation::*;
fn main() {
    for case in theory() {
        let t = std::time::Instant::now();
        let o = judge(&case);
        println!(
            "{:45} {:26} {:10.6} {:?} {:.2}s",
            case.name,
            case.quantity,
            case.expected,
            o.map(|o| (o.sample.mean, o.sample.se / case.expected, o.sample.n, o.t, o.verdict)),
            t.elapsed().as_secs_f64()
        );
    }
}
