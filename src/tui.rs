//! The tutor on the screen.
