//! Lessons, their steps and missions, read from Markdown.
