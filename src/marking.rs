//! Free-text answers marked against a rubric, with evidence.
