//! Questions of every kind, and how an answer is graded.
