//! Markdown as blocks and spans, without a screen in mind.
