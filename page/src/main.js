// What every page starts with. Whatever a page needs only sometimes (the
// editor, timelines, questions, exercises) is imported when it is needed.
import { setUpExercises } from './exercise/exercises.js';
import { addTermTooltips } from './glossary/definitions.js';
import { linkApiNames } from './listing/api-links.js';
import { addCopyButtons } from './listing/copy-command.js';
import { linkErrorCodes } from './listing/error-codes.js';
import { addFoldButtons } from './listing/fold-button.js';
import { setUpLineLinks } from './listing/line-links.js';
import { addLineNumbers } from './listing/line-numbers.js';
import { setUpListings } from './listing/listings.js';
import { hideAnswers } from './predict/hidden-answers.js';
import { setUpPageProgress } from './progress/reading.js';
import { setUpStartPage } from './progress/start-page.js';
import { connectToWorkbook } from './site/connect.js';
import { extendKeyboardHelp } from './site/keyboard-help.js';
import {
  closeSidebarByTapBeside,
  fixFoldButtons,
  fixSearchField,
  fixSidebarButton,
  keepCurrentEntryVisible,
  keepMenuBarAtEdge,
} from './site/mdbook-fixes.js';
import { searchForLostPage } from './site/not-found.js';
import { addPageBar } from './site/page-bar.js';
import { keepPlace } from './site/reading-place.js';
import { isServedByWorkbook } from './site/root.js';
import { makeBlocksScrollable } from './site/scrollable-blocks.js';
import { addSkipLink } from './site/skip-link.js';
import { keepOptionsWhole } from './site/whole-options.js';
import { setUpTryTasks } from './try/tasks.js';

// First, since it removes the token from the address.
if (isServedByWorkbook()) connectToWorkbook();
fixSidebarButton();
closeSidebarByTapBeside();
fixFoldButtons();
fixSearchField();
keepMenuBarAtEdge();
searchForLostPage();
keepCurrentEntryVisible();
addPageBar();
addSkipLink();
extendKeyboardHelp();
makeBlocksScrollable();
addCopyButtons();
linkErrorCodes();
linkApiNames();
addFoldButtons();
addLineNumbers();
setUpPageProgress();
setUpListings();
keepOptionsWhole();
setUpLineLinks();
hideAnswers();
setUpTryTasks();
addTermTooltips();
setUpExercises();
setUpStartPage();
keepPlace();
