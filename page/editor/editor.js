// The editor of a listing: CodeMirror with what these short programs need.
// `npm ci && npm run build` bundles it into `../vendor/editor.js`, which
// `../editing.js` loads when a reader first presses Edit.
import {
  defaultKeymap,
  history,
  historyKeymap,
  indentWithTab,
} from '@codemirror/commands';
import { rust } from '@codemirror/lang-rust';
import {
  bracketMatching,
  indentOnInput,
  indentUnit,
  syntaxHighlighting,
} from '@codemirror/language';
import { lintKeymap, setDiagnostics } from '@codemirror/lint';
import { EditorState, StateEffect, StateField, Text } from '@codemirror/state';
import { Decoration, EditorView, keymap, lineNumbers } from '@codemirror/view';
import { highlighting } from './highlighting.js';

/**
 * @typedef {object} Options
 * @property {string} text
 * @property {string} label the editor's name for a screen reader
 * @property {string} describedBy the element that tells its keys
 * @property {string} [nonce] allows the editor's styles
 * @property {(text: string) => void} onChange
 * @property {() => void} onLeave
 */

/**
 * @param {HTMLElement} parent
 * @param {Options} options
 */
export function mount(parent, options) {
  const view = new EditorView({ parent, state: stateOf(options) });
  return {
    text: () => view.state.doc.toString(),
    focus: () => view.focus(),
    mark: (problems) => mark(view, problems),
    point: (line) => point(view, line),
    goTo: (line, column) => goTo(view, line, column),
    close: () => view.destroy(),
  };
}

function stateOf({ text, label, describedBy, nonce, ...on }) {
  return EditorState.create({
    doc: text,
    extensions: [
      nonce ? EditorView.cspNonce.of(nonce) : [],
      keymap.of([
        // The card runs the program then; a new line would come otherwise.
        { key: 'Mod-Enter', run: () => true },
        { key: 'Escape', run: () => (on.onLeave(), true) },
        indentWithTab,
        ...lintKeymap,
        ...historyKeymap,
        ...defaultKeymap,
      ]),
      lineNumbers(),
      history(),
      rust(),
      indentUnit.of('    '),
      indentOnInput(),
      bracketMatching(),
      syntaxHighlighting(highlighting),
      markedLines,
      lineHere,
      EditorView.contentAttributes.of({
        'aria-label': label,
        'aria-describedby': describedBy,
      }),
      EditorView.updateListener.of((update) => {
        if (update.docChanged) on.onChange(update.state.doc.toString());
      }),
    ],
  });
}

/** Which lines have a problem; it moves with the text. */
const setMarkedLines = StateEffect.define();
const markedLines = StateField.define({
  create: () => Decoration.none,
  update: (lines, transaction) =>
    transaction.effects
      .filter((effect) => effect.is(setMarkedLines))
      .reduce((_, effect) => effect.value, lines.map(transaction.changes)),
  provide: (field) => EditorView.decorations.from(field),
});

/** The line that a timeline points at. */
const setLineHere = StateEffect.define();
const lineHere = StateField.define({
  create: () => Decoration.none,
  update: (here, transaction) =>
    transaction.effects
      .filter((effect) => effect.is(setLineHere))
      .reduce((_, effect) => effect.value, here.map(transaction.changes)),
  provide: (field) => EditorView.decorations.from(field),
});

/**
 * Points at a line, in place of another.
 * @param {EditorView} view
 * @param {number | undefined} line
 */
function point(view, line) {
  const { doc } = view.state;
  const isThere = line !== undefined && line >= 1 && line <= doc.lines;
  const here = Decoration.line({ class: 'listing-line-here' });
  const range = isThere ? [here.range(doc.line(line).from)] : [];
  view.dispatch({ effects: setLineHere.of(Decoration.set(range)) });
}

/**
 * Marks what the compiler found, in place of what it found before.
 * @param {EditorView} view
 * @param {import('../runner.js').Problem[]} problems
 */
function mark(view, problems) {
  const { doc } = view.state;
  const found = problems.flatMap((problem) =>
    problem.spans
      .filter((span) => span.primary)
      .map((span) => ({ ...place(doc, span), ...words(problem, span) })),
  );
  const lines = found.map(({ from, severity }) =>
    Decoration.line({ class: `listing-line-${severity}` }).range(
      doc.lineAt(from).from,
    ),
  );
  view.dispatch(setDiagnostics(view.state, found), {
    effects: setMarkedLines.of(Decoration.set(lines, true)),
  });
}

function words({ level, message }, { label }) {
  return {
    severity: level === 'error' ? 'error' : 'warning',
    message: label ? `${message}: ${label}` : message,
  };
}

/**
 * At least a character, so that there is something to see. The text may have
 * changed since the compiler saw it.
 * @param {Text} doc
 */
function place(doc, span) {
  const from = offset(doc, span.line_start, span.column_start);
  const to = offset(doc, span.line_end, span.column_end);
  return { from, to: Math.max(to, Math.min(from + 1, doc.length)) };
}

/** rustc counts characters, the editor counts UTF-16 units. */
function offset(doc, number, column) {
  if (number > doc.lines) return doc.length;
  const line = doc.line(Math.max(number, 1));
  const before = [...line.text].slice(0, column - 1).join('');
  return line.from + before.length;
}

/** So that a place does not come to lie below the menu bar. */
const MARGIN_PX = 90;

function goTo(view, line, column) {
  const anchor = offset(view.state.doc, line, column);
  view.dispatch({
    selection: { anchor },
    effects: EditorView.scrollIntoView(anchor, { yMargin: MARGIN_PX }),
  });
  view.focus();
}
