//! A goodbye within a destructor
struct Database;

impl Database {
    async fn say_goodbye(&mut self) {}
}

// ANCHOR: new
impl Drop for Database {
    fn drop(&mut self) {
        self.say_goodbye().await;
    }
}
// ANCHOR_END: new

fn main() {
    drop(Database);
}
