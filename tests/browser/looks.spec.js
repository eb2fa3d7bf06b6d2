// A card with all it can show: in every theme, and on a phone.
import { expectAccessible } from './axe.js';
import {
  button,
  endedEvent,
  errorDiagnostic,
  openEditor,
  outEvent,
  started,
  status,
} from './fake.js';
import { expect, expectFitsOnPhone, test } from './fixtures.js';

const PANIC_OUTPUT =
  "thread 'main' (1) panicked at two_waits.rs:4:5:\nno weather\n";

test('a busy card is fit for use in all themes and on a phone', async ({
  card,
  runner,
  page,
}) => {
  const within = '#listing-two_waits';
  const warning = { ...errorDiagnostic(5, 'unused `asked`'), level: 'warning' };
  runner.check = () => [errorDiagnostic(4, 'no `city` here'), warning];
  runner.program = async function* () {
    yield { event: 'diagnostic', ...warning };
    yield started();
    yield outEvent(0, 'x'.repeat(200));
    yield outEvent(1, `\na complaint\n`, 'stderr');
    yield outEvent(2, PANIC_OUTPUT, 'stderr');
    yield endedEvent(3, 101);
  };
  await button(card, 'Run').click();
  await expect(status(card)).toContainText('exit 101');
  await openEditor(card);
  await page.keyboard.type('// ');
  await expect(card.locator('.problem')).toHaveCount(2);
  await card.locator('.problem summary').first().click();
  await expectAccessible(page, within);

  await expectFitsOnPhone(page, 'html, .content main, .listing-toolbar, .run');
  const heights = await card
    .locator('.listing-toolbar button:visible')
    .evaluateAll((all) => all.map((b) => b.getBoundingClientRect().height));
  expect(Math.min(...heights)).toBeGreaterThanOrEqual(40);
});
