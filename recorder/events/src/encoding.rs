//! How the fields of an event are written and read.

use crate::Code;

/// No text is longer, in bytes; the rest is cut off.
pub const MAX_TEXT_BYTES: usize = 160;

/// A type that a record can hold.
pub trait Field<'a>: Sized {
    fn write(self, buffer: &mut Vec<u8>);
    /// None if the record ends too soon, or has an impossible value.
    fn read(bytes: &mut &'a [u8]) -> Option<Self>;
}

impl Field<'_> for u64 {
    #[inline]
    fn write(mut self, buffer: &mut Vec<u8>) {
        while self >= 0x80 {
            buffer.push(self as u8 | 0x80);
            self >>= 7;
        }
        buffer.push(self as u8);
    }

    fn read(bytes: &mut &[u8]) -> Option<Self> {
        let mut number = 0;
        for shift in (0..64).step_by(7) {
            let byte = *bytes.split_off_first()?;
            number |= u64::from(byte & 0x7f) << shift;
            if byte < 0x80 {
                return Some(number);
            }
        }
        None
    }
}

impl Field<'_> for u32 {
    #[inline]
    fn write(self, buffer: &mut Vec<u8>) {
        u64::from(self).write(buffer);
    }

    fn read(bytes: &mut &[u8]) -> Option<Self> {
        u64::read(bytes)?.try_into().ok()
    }
}

impl Field<'_> for bool {
    #[inline]
    fn write(self, buffer: &mut Vec<u8>) {
        buffer.push(self.into());
    }

    fn read(bytes: &mut &[u8]) -> Option<Self> {
        Some(*bytes.split_off_first()? != 0)
    }
}

/// One more than the number, or 0.
impl Field<'_> for Option<u64> {
    #[inline]
    fn write(self, buffer: &mut Vec<u8>) {
        self.map_or(0, |number| number.saturating_add(1))
            .write(buffer);
    }

    fn read(bytes: &mut &[u8]) -> Option<Self> {
        Some(u64::read(bytes)?.checked_sub(1))
    }
}

impl Field<'_> for Option<u32> {
    #[inline]
    fn write(self, buffer: &mut Vec<u8>) {
        self.map(u64::from).write(buffer);
    }

    fn read(bytes: &mut &[u8]) -> Option<Self> {
        match Option::<u64>::read(bytes)? {
            None => Some(None),
            Some(number) => Some(Some(number.try_into().ok()?)),
        }
    }
}

impl<'a> Field<'a> for &'a str {
    fn write(self, buffer: &mut Vec<u8>) {
        let mut end = self.len().min(MAX_TEXT_BYTES);
        while !self.is_char_boundary(end) {
            end -= 1;
        }
        let text = &self[..end];
        (text.len() as u64).write(buffer);
        buffer.extend_from_slice(text.as_bytes());
    }

    fn read(bytes: &mut &'a [u8]) -> Option<Self> {
        let length = usize::try_from(u64::read(bytes)?).ok()?;
        let text = bytes.split_off(..length)?;
        std::str::from_utf8(text).ok()
    }
}

impl<C: Code> Field<'_> for C {
    #[inline]
    fn write(self, buffer: &mut Vec<u8>) {
        buffer.push(self.code());
    }

    fn read(bytes: &mut &[u8]) -> Option<Self> {
        C::from_code(*bytes.split_off_first()?)
    }
}
