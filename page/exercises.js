// @ts-check
// Loads what makes the exercises of a page work, if it has any.

(async function exercises() {
  'use strict';

  const MODULE = new URL(
    '../exercise/exercise.js',
    /** @type {HTMLScriptElement} */ (document.currentScript).src,
  );
  const sections = [...document.querySelectorAll('section.exercise')];
  if (sections.length === 0) return;
  try {
    const { mount } = await import(MODULE.href);
    await mount(sections);
  } catch {
    // Its code, its tests and its hints can be read all the same.
    document.documentElement.classList.add('without-exercises');
  }
})();
