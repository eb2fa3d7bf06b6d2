// The events of a run. The types of what the workbook sends are generated
// from its own (`generated/protocol.d.ts`).

/** @typedef {import('../generated/protocol.d.ts').Span} Span */
/** @typedef {import('../generated/protocol.d.ts').Diagnostic} Diagnostic */
/** @typedef {import('../generated/protocol.d.ts').Fix} Fix */
/** @typedef {import('../generated/protocol.d.ts').Replacement} Replacement */
/** @typedef {import('../generated/protocol.d.ts').RunEvent} WorkbookEvent */

/**
 * An event of a run; `ended` is always the last. For a replay, and where the
 * Playground or a lost connection ends a run, the page makes some events
 * itself, which know less.
 * @typedef {Exclude<WorkbookEvent, { event: 'started' | 'out' | 'ended' }>
 *   | { event: 'started', run?: number, message?: string, isReplay?: boolean }
 *   | { event: 'out', stream: string, ms: number | null, text: string }
 *   | { event: 'ended', how: string, code: number | null, ms: number | null,
 *       message: string }} RunEvent
 */

/** @typedef {{ source: string, listing: string, args?: string[] }} Job */
/** @typedef {(event: RunEvent) => void} OnEvent */
/** @typedef {{ stop: () => void, skip?: () => void }} Run */

/**
 * A way to run a listing.
 * @typedef {object} Backend
 * @property {boolean} takesEdits whether it runs the reader's version
 * @property {boolean} checks whether it can type-check
 * @property {(job: Job, onEvent: OnEvent) => Run} run
 */

/**
 * Creates the last event of a run that the page itself ends.
 * @param {string} how
 * @param {string} message
 * @param {{ code?: number | null, ms?: number | null }} [result]
 * @returns {RunEvent & { event: 'ended' }}
 */
export function createEndedEvent(
  how,
  message,
  { code = null, ms = null } = {},
) {
  return { event: 'ended', how, code, ms, message };
}

/**
 * Creates a diagnostic for a line at which a program panicked.
 * @param {number} line
 * @param {string} message
 * @returns {Diagnostic}
 */
export function createPanicDiagnostic(line, message) {
  const span = {
    line_start: line,
    line_end: line,
    column_start: 1,
    column_end: 1,
    label: null,
    primary: true,
  };
  const spans = [span];
  return {
    level: 'panic',
    code: null,
    message,
    rendered: '',
    spans,
    fixes: [],
  };
}

/**
 * Formats a time for the reader.
 * @param {number} ms
 */
export function formatSeconds(ms) {
  return `${(ms / 1000).toFixed(2)} s`;
}
