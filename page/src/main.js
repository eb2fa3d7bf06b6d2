// What every page starts with. Whatever a page needs only sometimes (the
// editor, timelines, questions, exercises) is imported when it is needed.
import { setUpExercises } from './exercise/exercises.js';
import { defineTerms } from './glossary/definitions.js';
import { linkApis } from './listing/api-links.js';
import { addCopyButtons } from './listing/copy-command.js';
import { linkErrorCodes } from './listing/error-codes.js';
import { addFoldButtons } from './listing/fold-button.js';
import { followLineLinks } from './listing/line-links.js';
import { numberLines } from './listing/line-numbers.js';
import { setUpListings } from './listing/listings.js';
import { hideAnswers } from './predict/hidden-answers.js';
import { followReading } from './progress/reading.js';
import { setUpStartPage } from './progress/start-page.js';
import { connectToWorkbook } from './site/connect.js';
import { extendKeyboardHelp } from './site/keyboard-help.js';
import {
  closeSidebarByTapBeside,
  fixFoldButtons,
  fixSearchField,
  fixSidebarButton,
  followCurrentEntry,
  keepMenuBarAtEdge,
} from './site/mdbook-fixes.js';
import { searchForLostPage } from './site/not-found.js';
import { addPageBar } from './site/page-bar.js';
import { keepPlace } from './site/reading-place.js';
import { isServed } from './site/root.js';
import { makeBlocksScrollable } from './site/scrollable-blocks.js';
import { addSkipLink } from './site/skip-link.js';
import { keepOptionsWhole } from './site/whole-options.js';
import { setUpTryTasks } from './try/tasks.js';

// First, since it removes the token from the address.
if (isServed()) connectToWorkbook();
fixSidebarButton();
closeSidebarByTapBeside();
fixFoldButtons();
fixSearchField();
keepMenuBarAtEdge();
searchForLostPage();
followCurrentEntry();
addPageBar();
addSkipLink();
extendKeyboardHelp();
makeBlocksScrollable();
addCopyButtons();
linkErrorCodes();
linkApis();
addFoldButtons();
numberLines();
followReading();
setUpListings();
keepOptionsWhole();
followLineLinks();
hideAnswers();
setUpTryTasks();
defineTerms();
setUpExercises();
setUpStartPage();
keepPlace();
