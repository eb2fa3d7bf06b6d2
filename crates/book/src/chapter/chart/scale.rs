//! The time axis that all charts share.

/// Units of the viewBox. Text is 14 units high, and up to 26 where a phone
/// shows the picture smaller (`site/figure.css`): there must be room for it.
pub const WIDTH: f64 = 640.0;
const RIGHT_MARGIN: f64 = 112.0;

/// From an amount of time to a place on the picture.
pub struct Scale {
    left_x: f64,
    step: f64,
    step_count: u32,
    unit: &'static str,
}

impl Scale {
    /// Wide enough for `most`, starting at `left`.
    pub fn new(left_x: f64, max_value: f64, unit: &'static str) -> Self {
        let step = round_up_step(max_value / 4.0);
        Scale {
            left_x,
            step,
            step_count: (max_value / step).ceil().max(1.0) as u32,
            unit,
        }
    }

    pub fn x_of(&self, value: f64) -> f64 {
        let whole = self.step * f64::from(self.step_count);
        self.left_x + value / whole * (WIDTH - self.left_x - RIGHT_MARGIN)
    }

    /// Vertical lines from `top` to `bottom`, their labels below.
    pub fn draw_axis(&self, top: f64, bottom: f64) -> String {
        let (mut lines, mut labels) = (String::new(), String::new());
        for i in 0..=self.step_count {
            let value = f64::from(i) * self.step;
            let x = self.x_of(value);
            lines.push_str(&format!(
                "<line x1=\"{x:.1}\" x2=\"{x:.1}\" y1=\"{top}\" \
                 y2=\"{bottom}\"/>\n"
            ));
            labels.push_str(&format!(
                "<text x=\"{x:.1}\" y=\"{}\" text-anchor=\"middle\">\
                 {} {}</text>\n",
                bottom + 20.0,
                format_tick(value),
                self.unit,
            ));
        }
        format!(
            "<g class=\"grid\">\n{lines}</g>\n\
             <g class=\"axis\">\n{labels}</g>\n"
        )
    }
}

/// The next of 1, 2, 5, 10, 20, … that is not below `least`.
fn round_up_step(least: f64) -> f64 {
    let power = 10_f64.powf(least.max(1e-9).log10().floor());
    [1.0, 2.0, 5.0, 10.0]
        .into_iter()
        .map(|factor| factor * power)
        .find(|step| *step >= least * 0.999)
        .unwrap_or(10.0 * power)
}

/// `0.5` rather than `0.500`.
fn format_tick(value: f64) -> String {
    let text = format!("{value:.3}");
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn steps_are_round_numbers() {
        assert_eq!(round_up_step(0.5), 0.5);
        assert_eq!(round_up_step(0.3), 0.5);
        assert_eq!(round_up_step(130.0), 200.0);
        assert_eq!(format_tick(0.5), "0.5");
        assert_eq!(format_tick(100.0), "100");
    }

    #[test]
    fn the_axis_starts_at_left_and_contains_the_maximum() {
        let scale = Scale::new(100.0, 1.9, "s");
        assert_eq!(scale.x_of(0.0), 100.0);
        assert_eq!(scale.x_of(2.0), WIDTH - RIGHT_MARGIN);
    }
}
