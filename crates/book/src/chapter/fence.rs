//! Fenced code blocks, in which directives are left as they are.

/// Tracks which lines of a page belong to a fenced code block.
#[derive(Default)]
pub struct Fence {
    open_fence: Option<String>,
}

impl Fence {
    /// Reads the next line. Returns true for the lines of a block and for the
    /// fences themselves.
    pub fn next_line_is_fenced(&mut self, line: &str) -> bool {
        let line = line.trim_start();
        let mark = line.chars().next().unwrap_or(' ');
        let length = line.chars().take_while(|&c| c == mark).count();
        let is_fence = matches!(mark, '`' | '~') && length >= 3;
        // CommonMark: after backticks, one more backtick means inline code.
        let is_inline_code = mark == '`' && line[length..].contains('`');
        match &self.open_fence {
            None if is_fence && !is_inline_code => {
                self.open_fence = Some(line[..length].to_owned());
                true
            }
            None => false,
            Some(open_fence) => {
                if is_fence
                    && line.trim_end().starts_with(open_fence.as_str())
                    && line.trim_end().len() == length
                {
                    self.open_fence = None;
                }
                true
            }
        }
    }
}
