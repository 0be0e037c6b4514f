//! Text on a grid and in words: width, wrapping, safety. Knows nothing of topologies.
