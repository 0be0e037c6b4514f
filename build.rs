//! Builds spof anew when a file is added to the course that is embedded in it: the compiler sees changes of embedded
//! files by itself, but not new ones.

fn main() {
    println!("cargo::rerun-if-changed=lessons");
    println!("cargo::rerun-if-changed=quizzes");
}
