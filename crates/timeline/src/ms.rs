//! Times of a document.

use serde::de::Error;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use ts_rs::TS;

/// Milliseconds since the program's start, to the microsecond, so that what
/// comes after something else is not put at its time; a whole number is
/// written as one.
#[derive(Debug, Clone, Copy, Default, PartialEq, PartialOrd, TS)]
pub struct Ms(pub f64);

impl Ms {
    /// What the clock says in microseconds.
    pub fn from_us(us: u64) -> Ms {
        Ms(us as f64 / 1000.0)
    }
}

impl Serialize for Ms {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        if self.0.fract() == 0.0 {
            to.serialize_i64(self.0 as i64)
        } else {
            to.serialize_f64(self.0)
        }
    }
}

impl<'de> Deserialize<'de> for Ms {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Ms, D::Error> {
        let ms = f64::deserialize(from)?;
        if ms.is_finite() {
            Ok(Ms(ms))
        } else {
            Err(D::Error::custom("a time must be finite"))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_whole_millisecond_has_no_fraction() {
        let written = |us| serde_json::to_string(&Ms::from_us(us)).unwrap();
        assert_eq!(written(100_000), "100");
        assert_eq!(written(1_234_567), "1234.567");
        assert_eq!(written(4), "0.004");
        assert_eq!(serde_json::from_str::<Ms>("7").unwrap(), Ms(7.0));
    }
}
