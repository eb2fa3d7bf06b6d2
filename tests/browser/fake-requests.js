// Answers what a page asks the fake runner for.

import { DISCONNECT_EVENT } from './fake-events.js';

/** @import { IncomingMessage, ServerResponse } from 'node:http' */
/** @import { WebSocket } from 'ws' */
/** @import { FakeSite, Milestones, PostedJob, Progress, Runner, SentEvent } from './fake.js' */

/**
 * @param {Runner} runner
 * @param {IncomingMessage} request
 * @param {ServerResponse} response
 */
export async function answerHttpRequest(runner, request, response) {
  if (!runner.exists) {
    response.writeHead(404).end();
    return;
  }
  const job = JSON.parse((await readBody(request)) || 'null');
  const sendJson = (/** @type {unknown} */ value) =>
    response.end(JSON.stringify(value));
  if (request.url === '/api/hello') {
    const { token = request.headers['x-workbook-token'] } = runner;
    const isKnown = request.headers['x-workbook-token'] === token;
    const allowed = runner.allowed && isKnown;
    sendJson({ version: '0', allowed, runs: true, state: 'ready' });
  } else if (request.url === '/api/try') {
    runner.triedRuns.push(job);
    sendJson({ fits: runner.fits(job) });
  } else if (request.url === '/api/format') {
    const answer = runner.format(job.source);
    if ('error' in answer) response.writeHead(400);
    sendJson(answer);
  } else if (request.url === '/api/exercise') {
    runner.saved.push(job);
    if (runner.saveError) response.writeHead(409);
    sendJson(
      runner.saveError
        ? { error: runner.saveError }
        : { saved: `exercises/${job.exercise}.rs` },
    );
  } else if (request.url === '/api/stop') {
    runner.stops.push({ run: job.run, at: Date.now() });
    runner.stop(job.run);
    sendJson({ stopped: true });
  } else if (request.url?.startsWith('/api/progress')) {
    saveProgress(runner, request.url, job);
    sendJson({ progress: runner.progress, notice: null });
  } else {
    response.writeHead(404).end();
  }
}

/**
 * Answers the requests of one page.
 * @param {FakeSite} fake
 * @param {WebSocket} socket
 */
export function serveSocket(fake, socket) {
  /** @type {Map<number, () => void>} */
  const cancels = new Map();
  const send = (/** @type {object} */ message) =>
    socket.send(JSON.stringify(message));
  socket.on('message', async (text) => {
    const { id, request, ...job } = JSON.parse(String(text));
    if (request === 'cancel') {
      cancels.get(id)?.();
      return;
    }
    const { runner } = fake;
    let isOpen = true;
    const sendEvent = (/** @type {unknown} */ event) => {
      const { event: kind, run } = /** @type {SentEvent} */ (event);
      if (kind === 'started' && typeof run === 'number') ownRun = run;
      if (event === DISCONNECT_EVENT) socket.terminate();
      else if (isOpen) send({ message: 'event', id, event });
    };
    /** @type {number | undefined} */
    let ownRun;
    let stop = () => {};
    const stopped = new Promise((resolve) => {
      stop = () => resolve(undefined);
    });
    const stopOlder = runner.stop;
    runner.stop = (run) => {
      if (run === undefined || run === ownRun) stop();
      else stopOlder(run);
    };
    cancels.set(id, () => {
      cancels.delete(id);
      isOpen = false;
      if (request !== 'type-check') runner.aborted += 1;
      stop();
    });
    const error = await answerJob(runner, request, job, stopped, sendEvent);
    cancels.delete(id);
    if (isOpen) send({ message: 'end', id, error });
  });
  socket.on('close', () => {
    for (const cancel of cancels.values()) cancel();
  });
}

/**
 * @param {Runner} runner
 * @param {string} request
 * @param {PostedJob} job
 * @param {Promise<unknown>} stopped
 * @param {(event: unknown) => void} sendEvent
 * @returns {Promise<string | null>} why the request is refused
 */
async function answerJob(runner, request, job, stopped, sendEvent) {
  if (request === 'type-check') {
    runner.checked.push(job.source);
    sendEvent(await runner.check(job));
    return null;
  }
  runner.jobs.push(job);
  if (runner.refusal) return runner.refusal;
  const source = chooseEventSource(runner, request);
  for await (const event of source.call(runner, job, stopped)) {
    sendEvent(event);
  }
  return null;
}

/**
 * @param {Runner} runner
 * @param {string} request
 */
function chooseEventSource(runner, request) {
  switch (request) {
    case 'run':
      return runner.program;
    case 'record-test':
      return runner.recordTest;
    default:
      return runner.exercise;
  }
}

/** @typedef {'read' | 'run' | 'tried' | 'predicted' | 'solved'} MilestoneKind */

/**
 * Saves progress as the workbook's store does.
 * @param {Runner} runner
 * @param {string} url
 * @param {{ milestone?: MilestoneKind, name: string, hash: string,
 *   progress: Progress }} update
 */
function saveProgress(runner, url, update) {
  if (url.endsWith('/reset')) runner.progress = { v: 1 };
  if (url.endsWith('/import')) {
    const { v: _version, ...kinds } = update.progress;
    for (const [kind, milestones] of Object.entries(kinds)) {
      addMilestones(runner, /** @type {MilestoneKind} */ (kind), milestones);
    }
  }
  if (!update?.milestone) return;
  const { milestone, name, hash } = update;
  const progressMark = { hash, at: Math.floor(Date.now() / 1000) };
  addMilestones(runner, milestone, { [name]: progressMark });
}

/**
 * @param {Runner} runner
 * @param {MilestoneKind} kind
 * @param {Milestones} milestones
 */
function addMilestones({ progress }, kind, milestones) {
  progress[kind] = { ...progress[kind], ...milestones };
}

/** @param {IncomingMessage} request */
async function readBody(request) {
  const chunks = [];
  for await (const chunk of request) chunks.push(chunk);
  return Buffer.concat(chunks).toString();
}
