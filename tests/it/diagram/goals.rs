//! The four designs that were measured with every tool: what their pictures may cost at the most.
//!
//! The limits are those of the best tool, or better; each picture also fits a terminal of 120 by 40.

use super::classics::{all, design};
use super::judge::{Soft, judge_fresh};

fn soft(number: usize, metrics: bool) -> Soft {
    judge_fresh(&design(&format!("tests/it/diagram/designs/{number}.ron")), metrics)
}

fn keeps(number: usize, metrics: bool, (width, height): (usize, usize), crossings: usize, bends: usize) {
    let soft = soft(number, metrics);
    let fits = soft.width <= width && soft.height <= height;
    assert!(fits && soft.crossings <= crossings && soft.bends <= bends, "design {number}: {soft:?}");
}

#[test]
fn one_machine_takes_30_by_20() {
    keeps(1, true, (30, 20), 0, 2);
}

#[test]
fn a_balancer_with_two_servers_takes_47_by_28() {
    keeps(2, true, (47, 28), 0, 10);
}

#[test]
fn three_firewalls_take_60_by_36_and_with_monitoring_110_by_40() {
    keeps(3, false, (60, 36), 0, 24);
    // The readings of web1 cross the ways of both servers to the database.
    keeps(3, true, (110, 40), 2, 24);
}

#[test]
fn split_tiers_take_60_by_34_and_cross_twice() {
    keeps(4, true, (60, 34), 2, 36);
}

#[test]
fn the_classics_fit_a_terminal_of_80_columns() {
    for (name, topology) in all() {
        let soft = judge_fresh(&topology, false);
        assert!(soft.width <= 80, "{name}: {soft:?}");
    }
}
