//! Named properties of a topology, each with a verdict and a because.
