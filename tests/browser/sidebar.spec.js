// The sidebar opens and closes without a mouse.
import { expect, test } from './workbook.js';

test('the keyboard closes and opens the sidebar', async ({ chapter }) => {
  const sidebar = chapter.locator('#mdbook-sidebar');
  const button = chapter.getByRole('button', {
    name: 'Toggle Table of Contents',
  });
  await expect(sidebar).toBeInViewport();
  await expect(button).toHaveAttribute('aria-expanded', 'true');

  await button.focus();
  await chapter.keyboard.press('Enter');
  await expect(sidebar).not.toBeInViewport();
  await expect(button).toHaveAttribute('aria-expanded', 'false');

  await chapter.keyboard.press('Enter');
  await expect(sidebar).toBeInViewport();
});
