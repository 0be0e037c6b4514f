//! The requirements that every grade is reported by.
