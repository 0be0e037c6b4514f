//! What follows from a topology: outcomes, single points of failure, availability, capacity, findings.
