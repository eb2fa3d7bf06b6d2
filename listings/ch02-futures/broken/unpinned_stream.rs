//! A stream that isn't pinned
use futures::StreamExt;
use futures::stream::unfold;

#[tokio::main]
async fn main() {
    // ANCHOR: new
    let mut items = unfold(0, async |number| Some((number, number + 1)));
    println!("{:?}", items.next().await);
    // ANCHOR_END: new
}
