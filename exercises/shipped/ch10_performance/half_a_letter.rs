//! A postman reads telegrams from a wire, first the length and then the
//! text. When the line is bad, he delivers half telegrams.

use std::io;

use tokio::io::{AsyncRead, AsyncReadExt};

/// Reads a telegram, whose first byte is its length.
pub async fn read_telegram(
    wire: &mut (impl AsyncRead + Unpin),
) -> io::Result<String> {
    let length = wire.read_u8().await?;
    let mut text = vec![0; length.into()];
    // TODO: Read the whole text.
    let count = wire.read(&mut text).await?;
    text.truncate(count);
    String::from_utf8(text).map_err(io::Error::other)
}

fn main() {}

#[cfg(test)]
mod tests {
    // Rustlings looks for a plain #[test]
    use super::*;
    use std::time::Duration;
    use tokio::io::{AsyncWriteExt, duplex};
    use tokio::time::sleep;

    #[tokio::test(start_paused = true)]
    async fn telegrams_on_a_good_line_are_whole() {
        let (mut wire, mut sender) = duplex(64);
        sender.write_all(b"\x05HELLO\x03YOU").await.unwrap();
        assert_eq!(read_telegram(&mut wire).await.unwrap(), "HELLO");
        assert_eq!(read_telegram(&mut wire).await.unwrap(), "YOU");
    }

    #[tokio::test(start_paused = true)]
    async fn a_telegram_on_a_slow_line_is_whole() {
        let (mut wire, mut sender) = duplex(64);
        tokio::spawn(async move {
            for letter in b"\x05HELLO" {
                sender.write_all(&[*letter]).await.unwrap();
                sleep(Duration::from_secs(60)).await;
            }
        });
        assert_eq!(
            read_telegram(&mut wire).await.unwrap(),
            "HELLO",
            "on a slow line, the telegram should still be whole"
        );
    }

    #[tokio::test(start_paused = true)]
    async fn a_broken_line_is_an_error() {
        let (mut wire, mut sender) = duplex(64);
        sender.write_all(b"\x05HEL").await.unwrap();
        drop(sender);
        let result = read_telegram(&mut wire).await;
        assert!(
            result.is_err(),
            "half a telegram is no telegram: {result:?}"
        );
    }
}
