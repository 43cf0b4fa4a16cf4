//! Stories: sums, typical replications, and traces that survive being stored.
