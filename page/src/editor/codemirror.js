// The editor: CodeMirror with the extensions that short programs need.
// `open-editor.js` loads it when a reader first presses Edit.
import {
  defaultKeymap,
  history,
  historyKeymap,
  indentWithTab,
  isolateHistory,
} from '@codemirror/commands';
import { rust } from '@codemirror/lang-rust';
import {
  bracketMatching,
  indentOnInput,
  indentUnit,
  syntaxHighlighting,
} from '@codemirror/language';
import { lintKeymap, setDiagnostics } from '@codemirror/lint';
import { EditorState, StateEffect, StateField } from '@codemirror/state';
import {
  BlockType,
  Decoration,
  EditorView,
  keymap,
  lineNumbers,
} from '@codemirror/view';
import { MENU_BAR_HEIGHT_PX } from '../dom/menu-bar.js';
import { syntaxHighlighter } from './highlighting.js';
import { createMessageWidgets } from './line-messages.js';
import { findChangedPart, toChanges } from './replacements.js';

/** @typedef {import('@codemirror/lint').Diagnostic} EditorDiagnostic */
/** @typedef {import('@codemirror/state').Text} Text */
/** @typedef {import('../runner/events.js').Diagnostic} Diagnostic */
/** @typedef {import('../runner/events.js').Span} Span */
/** @typedef {import('./open-editor.js').Editor} Editor */
/** @typedef {import('./open-editor.js').EditorOptions} EditorOptions */

/** Keeps a line that is scrolled to clear of the menu bar and the buttons. */
const EDGE_GAP_PX = 40;
/** Of a message below the line, at most this much is kept in sight too. */
const MAX_MESSAGE_HEIGHT_PX = 200;

/**
 * @param {HTMLElement} parent
 * @param {EditorOptions} options
 * @returns {Editor}
 */
export function mountEditor(parent, options) {
  const view = new EditorView({ parent, state: createState(options) });
  view.setTabFocusMode(true);
  // Tab indents when the reader has begun to edit here. Before that, it moves
  // the focus, so a reader who passes through the page changes nothing.
  const setTab = (/** @type {boolean} */ indents) => {
    view.setTabFocusMode(!indents);
    options.onTabChange(indents);
  };
  view.contentDOM.addEventListener('pointerdown', () => setTab(true));
  view.contentDOM.addEventListener('blur', () => {
    // Another window has the focus: the reader comes back to this place.
    if (document.hasFocus()) setTab(false);
  });
  return {
    text: () => view.state.doc.toString(),
    focus: () => {
      view.focus();
      setTab(true);
    },
    mark: (diagnostics) => markDiagnostics(view, diagnostics),
    highlightLine: (line) => highlightLine(view, line),
    goTo: (line, column) => {
      goTo(view, line, column);
      setTab(true);
    },
    replace: (replacements) => {
      const text = view.state.doc.toString();
      view.dispatch({
        changes: toChanges(text, replacements),
        annotations: isolateHistory.of('full'),
      });
    },
    setText: (text) => {
      const change = findChangedPart(view.state.doc.toString(), text);
      view.dispatch({
        changes: change,
        annotations: isolateHistory.of('full'),
      });
    },
    lineMiddleY: (line) => lineMiddleY(view, line),
    close: () => view.destroy(),
  };
}

/** @param {EditorOptions} options */
function createState(options) {
  const { text, label, describedBy, nonce, onChange, onLeave } = options;
  const margins = (/** @type {EditorView} */ view) => ({
    top: MENU_BAR_HEIGHT_PX + EDGE_GAP_PX,
    bottom: options.coveredHeight() + EDGE_GAP_PX + messageHeightAtCursor(view),
  });
  const leave = () => {
    onLeave();
    return true;
  };
  return EditorState.create({
    doc: text,
    extensions: [
      nonce ? EditorView.cspNonce.of(nonce) : [],
      keymap.of([
        // The card runs the program; otherwise this key would add a line.
        { key: 'Mod-Enter', run: () => true },
        { key: 'Escape', run: leave },
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
      syntaxHighlighting(syntaxHighlighter),
      diagnosticLinesField,
      highlightedLineField,
      EditorView.scrollMargins.of(margins),
      EditorView.contentAttributes.of({
        'aria-label': label,
        'aria-describedby': describedBy,
      }),
      EditorView.updateListener.of((update) => {
        if (!update.docChanged) return;
        update.view.setTabFocusMode(false);
        options.onTabChange(true);
        onChange(update.state.doc.toString());
      }),
    ],
  });
}

/** @type {import('@codemirror/state').StateEffectType<DecorationSet>} */
const setDiagnosticLines = StateEffect.define();
const diagnosticLinesField = createDecorationField(setDiagnosticLines);

/** @type {import('@codemirror/state').StateEffectType<DecorationSet>} */
const setHighlightedLine = StateEffect.define();
const highlightedLineField = createDecorationField(setHighlightedLine);

/** @typedef {import('@codemirror/view').DecorationSet} DecorationSet */

/**
 * Creates a field of decorations that move with the text.
 * @param {import('@codemirror/state').StateEffectType<DecorationSet>} effect
 * @returns {StateField<DecorationSet>}
 */
function createDecorationField(effect) {
  return StateField.define({
    create: () => Decoration.none,
    update: (decorations, transaction) => {
      let updated = decorations.map(transaction.changes);
      for (const change of transaction.effects) {
        if (change.is(effect)) updated = change.value;
      }
      return updated;
    },
    provide: (field) => EditorView.decorations.from(field),
  });
}

/**
 * Highlights a line, in place of another.
 * @param {EditorView} view
 * @param {number | undefined} line
 */
function highlightLine(view, line) {
  const { doc } = view.state;
  const exists = line !== undefined && line >= 1 && line <= doc.lines;
  const decoration = Decoration.line({ class: 'listing-line-here' });
  const ranges = exists ? [decoration.range(doc.line(line).from)] : [];
  view.dispatch({ effects: setHighlightedLine.of(Decoration.set(ranges)) });
}

/**
 * Marks these diagnostics, in place of those before.
 * @param {EditorView} view
 * @param {Diagnostic[]} diagnostics
 */
function markDiagnostics(view, diagnostics) {
  const { doc } = view.state;
  const marks = diagnostics.flatMap((diagnostic) =>
    diagnostic.spans
      .filter((span) => span.primary)
      .map((span) => toEditorDiagnostic(doc, diagnostic, span)),
  );
  const lines = marks.map(({ from, severity }) =>
    Decoration.line({ class: `listing-line-${severity}` }).range(
      doc.lineAt(from).from,
    ),
  );
  const decorations = [...lines, ...createMessageWidgets(doc, marks)];
  const { head } = view.state.selection.main;
  const isNamed = marks.some(({ from }) => isSameLine(doc, from, head));
  const isSeen = isNamed && hasFocusInCard(view) && isInWindow(view, head);
  view.dispatch(setDiagnostics(view.state, marks), {
    effects: [
      setDiagnosticLines.of(Decoration.set(decorations, true)),
      // The buttons would cover the message below the reader's line.
      ...(isSeen ? [EditorView.scrollIntoView(head)] : []),
    ],
  });
}

/**
 * Returns the height of the message below the cursor's line.
 * @param {EditorView} view
 */
function messageHeightAtCursor(view) {
  const { type } = view.lineBlockAt(view.state.selection.main.head);
  const blocks = Array.isArray(type) ? type : [];
  const height = blocks
    .filter((block) => block.type !== BlockType.Text)
    .reduce((sum, block) => sum + block.height, 0);
  return Math.min(height, MAX_MESSAGE_HEIGHT_PX);
}

/**
 * @param {Text} doc
 * @param {number} a
 * @param {number} b
 */
function isSameLine(doc, a, b) {
  return doc.lineAt(a).from === doc.lineAt(b).from;
}

/**
 * Returns whether the focus is in the editor or on another part of its card.
 * @param {EditorView} view
 */
function hasFocusInCard({ dom }) {
  const card = dom.closest('section') ?? dom;
  return card.contains(document.activeElement);
}

/**
 * @param {EditorView} view
 * @param {number} offset
 */
function isInWindow(view, offset) {
  const place = view.coordsAtPos(offset);
  return place !== null && place.bottom > 0 && place.top < innerHeight;
}

/**
 * Converts a diagnostic. The text may have changed since the compiler saw it,
 * and a mark must cover at least one character to be visible.
 * @param {Text} doc
 * @param {Diagnostic} diagnostic
 * @param {Span} span
 * @returns {EditorDiagnostic}
 */
function toEditorDiagnostic(doc, { level, message }, span) {
  const from = toOffset(doc, span.line_start, span.column_start);
  const to = toOffset(doc, span.line_end, span.column_end);
  return {
    from,
    to: Math.max(to, Math.min(from + 1, doc.length)),
    severity: level === 'error' ? 'error' : 'warning',
    message: span.label ? `${message}: ${span.label}` : message,
  };
}

/**
 * Converts a place of rustc, which counts characters, to an offset of the
 * editor, which counts UTF-16 units.
 * @param {Text} doc
 * @param {number} lineNumber
 * @param {number} column
 */
function toOffset(doc, lineNumber, column) {
  if (lineNumber > doc.lines) return doc.length;
  const line = doc.line(Math.max(lineNumber, 1));
  const before = [...line.text].slice(0, column - 1).join('');
  return line.from + before.length;
}

/**
 * @param {EditorView} view
 * @param {number} line
 */
function lineMiddleY(view, line) {
  const block = view.lineBlockAt(toOffset(view.state.doc, line, 1));
  return view.documentTop + block.top + view.defaultLineHeight / 2;
}

/**
 * @param {EditorView} view
 * @param {number} line
 * @param {number} column
 */
function goTo(view, line, column) {
  const anchor = toOffset(view.state.doc, line, column);
  view.dispatch({
    selection: { anchor },
    effects: EditorView.scrollIntoView(anchor),
  });
  view.focus();
}
