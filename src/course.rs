//! A pack of lessons, questions and rubrics, read and checked.
