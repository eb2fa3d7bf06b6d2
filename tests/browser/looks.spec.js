// A card with all it can show: in every theme, and on a phone.
import { expectAccessible } from './axe.js';
import {
  button,
  endedEvent,
  openEditor,
  outEvent,
  problem,
  started,
  status,
} from './fake.js';
import { expect, expectNoOverflow, test } from './fixtures.js';

const PANIC = "thread 'main' (1) panicked at two_waits.rs:4:5:\nno weather\n";

test('a busy card is fit for use in all themes and on a phone', async ({
  card,
  runner,
  page,
}) => {
  const within = '#listing-two_waits';
  const warning = { ...problem(5, 'unused `asked`'), level: 'warning' };
  runner.check = () => [problem(4, 'no `city` here'), warning];
  runner.program = async function* () {
    yield { event: 'diagnostic', ...warning };
    yield started();
    yield outEvent(0, 'x'.repeat(200));
    yield outEvent(1, `\na complaint\n`, 'stderr');
    yield outEvent(2, PANIC, 'stderr');
    yield endedEvent(3, 101);
  };
  await button(card, 'Run').click();
  await expect(status(card)).toContainText('exit 101');
  await openEditor(card);
  await page.keyboard.type('// ');
  await expect(card.locator('.problem')).toHaveCount(2);
  await card.locator('.problem summary').first().click();
  await expectAccessible(page, within);

  await page.getByRole('button', { name: 'Toggle Table' }).click();
  await page.setViewportSize({ width: 360, height: 740 });
  const scrollContainers = page.locator(
    'html, .content main, .listing-toolbar, .run',
  );
  await expectNoOverflow(scrollContainers);
  const heights = await card
    .locator('.listing-toolbar button:visible')
    .evaluateAll((all) => all.map((b) => b.getBoundingClientRect().height));
  expect(Math.min(...heights)).toBeGreaterThanOrEqual(40);
});
