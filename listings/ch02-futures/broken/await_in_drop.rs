//! An await inside a destructor
struct Database;

impl Database {
    async fn send_goodbye(&mut self) {}
}

// ANCHOR: new
impl Drop for Database {
    fn drop(&mut self) {
        self.send_goodbye().await;
    }
}
// ANCHOR_END: new

fn main() {
    drop(Database);
}
