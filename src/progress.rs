//! What the learner has done, kept in a database.
