//! Drawings of topologies, read back from their characters alone.

mod across;
mod classics;
mod compare;
mod edited;
mod faults;
mod folded;
mod generated;
mod goals;
mod judge;
mod legend;
mod letters;
mod marked;
mod placed;
mod reader;
mod robust;
mod sheet;
mod stable;
