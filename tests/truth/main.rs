//! What a timeline says about a program, against what the program does: what
//! each wait was for, where it was, and what ended it.
#![cfg(all(target_os = "linux", target_env = "gnu"))]

mod causes;
mod objects;
mod random;
