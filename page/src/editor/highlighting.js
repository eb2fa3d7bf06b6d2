// The colours of the page's code, for the editor: its tokens get the classes
// that highlight.js gives them, so all of mdBook's themes fit.
import { tagHighlighter, tags } from '@lezer/highlight';

/** Which tokens have which class; the last that fits a token counts. */
const TAGS_BY_CLASS = {
  'hljs-keyword': [
    tags.keyword,
    tags.definitionKeyword,
    tags.moduleKeyword,
    tags.modifier,
    tags.controlKeyword,
    tags.operatorKeyword,
    tags.self,
  ],
  'hljs-string': [tags.string, tags.character, tags.special(tags.string)],
  'hljs-comment': [tags.lineComment, tags.blockComment],
  'hljs-number': [tags.integer, tags.float],
  'hljs-literal': [tags.bool],
  'hljs-title': [tags.function(tags.definition(tags.variableName))],
  'hljs-built_in': [tags.macroName],
  'hljs-symbol': [tags.special(tags.variableName), tags.labelName],
  'hljs-meta': [tags.meta],
};

export const syntaxHighlighter = tagHighlighter(
  Object.entries(TAGS_BY_CLASS).map(([name, tag]) => ({ tag, class: name })),
);
