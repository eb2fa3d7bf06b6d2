// The page's one connection to the workbook: a WebSocket with the events of
// all its runs and checks, and with news of the site and of the progress. A
// browser opens at most six HTTP connections to a host, for all windows
// together. A stream for each run could use them up, and then Stop would wait.
import { SITE_ROOT } from '../site/root.js';
import { readConfirmedToken } from './token.js';

/** @typedef {import('../generated/protocol.d.ts').SiteNews} SiteNews */
/** @typedef {import('../generated/protocol.d.ts').PageMessage<any>} Message */

/**
 * A request whose events are still coming.
 * @typedef {object} OpenRequest
 * @property {(event: any) => void} onEvent
 * @property {(refusal: string | undefined) => void} onRequestEnd
 * @property {(error: Error) => void} onConnectionLoss
 */

const SUBPROTOCOL = 'workbook';
const CONNECTION_LOST_MESSAGE = 'The connection to the workbook was lost.';
const FIRST_RETRY_MS = 1000;
const MAX_RETRY_MS = 3000;

/**
 * The current connection, open or about to be.
 * @type {{ socket: WebSocket, opening: Promise<WebSocket> } | undefined}
 */
let connection;
/** @type {Map<number, OpenRequest>} */
const openRequests = new Map();
let nextId = 1;

/** @type {((news: SiteNews) => void)[]} */
const siteListeners = [];
/** @type {(() => void)[]} */
const progressListeners = [];
/** @type {((isOpen: boolean) => void)[]} */
const connectionListeners = [];
let retryMs = FIRST_RETRY_MS;
let retryTimer = 0;

/**
 * Sends a request, and passes on each event of its answer.
 * @template Event
 * @param {object} request
 * @param {AbortSignal} signal cancels it, and all that it has started
 * @param {(event: Event) => void} onEvent
 * @returns {Promise<string | undefined>} the reason if it is refused; rejected
 *   if the connection cannot be opened or is lost
 */
export async function streamEvents(request, signal, onEvent) {
  const socket = await connect();
  signal.throwIfAborted();
  const id = nextId;
  nextId += 1;
  /** @type {Promise<string | undefined>} */
  const requestEnd = new Promise((resolve, reject) => {
    openRequests.set(id, {
      onEvent,
      onRequestEnd: resolve,
      onConnectionLoss: reject,
    });
  });
  const cancel = () => {
    openRequests.get(id)?.onConnectionLoss(signal.reason);
    sendMessage(socket, { id, request: 'cancel' });
  };
  signal.addEventListener('abort', cancel, { once: true });
  sendMessage(socket, { id, ...request });
  try {
    return await requestEnd;
  } finally {
    signal.removeEventListener('abort', cancel);
    openRequests.delete(id);
    closeIfIdle();
  }
}

/**
 * Keeps the page connected while it is visible, and passes on what the
 * workbook reports: the newest build of the site at once, then each change.
 * @param {(news: SiteNews) => void} listener
 */
export function onSiteNews(listener) {
  siteListeners.push(listener);
  document.addEventListener('visibilitychange', updateConnection);
  // The browser may keep the page, but not with a connection.
  addEventListener('pagehide', disconnect);
  addEventListener('pageshow', updateConnection);
  updateConnection();
}

/**
 * Calls a listener when any page has changed the progress.
 * @param {() => void} listener
 */
export function onProgressNews(listener) {
  progressListeners.push(listener);
}

/**
 * Calls a listener when the connection is open, and when the workbook has
 * closed it or cannot be reached.
 * @param {(isOpen: boolean) => void} listener
 */
export function onConnectionChange(listener) {
  connectionListeners.push(listener);
}

/** @param {boolean} isOpen */
function notifyConnection(isOpen) {
  for (const listener of connectionListeners) listener(isOpen);
}

/** @returns {Promise<WebSocket>} rejected if it cannot be opened */
function connect() {
  connection ??= openConnection();
  return connection.opening;
}

function openConnection() {
  const address = new URL('api/socket', SITE_ROOT);
  address.protocol = address.protocol.replace('http', 'ws');
  const protocols = [SUBPROTOCOL, `token.${readConfirmedToken()}`];
  const socket = new WebSocket(address, protocols);
  const isCurrent = () => connection?.socket === socket;
  const opening = new Promise((resolve, reject) => {
    socket.onopen = () => {
      // The page was hidden before the connection was open.
      if (!isCurrent()) return socket.close();
      retryMs = FIRST_RETRY_MS;
      notifyConnection(true);
      resolve(socket);
    };
    socket.onclose = () => {
      reject(new Error(CONNECTION_LOST_MESSAGE));
      if (!isCurrent()) return;
      disconnect();
      notifyConnection(false);
      scheduleReconnect();
    };
  });
  // Each request that waits for the connection handles this itself. Without a
  // request, the browser would report an unhandled rejection.
  opening.catch(() => {});
  socket.onmessage = ({ data }) => {
    if (isCurrent()) handleMessage(JSON.parse(data));
  };
  return { socket, opening };
}

/** Closes the connection, if there is one, which ends its requests. */
function disconnect() {
  const socket = connection?.socket;
  connection = undefined;
  // Closing one that isn't open yet would be logged as an error.
  if (socket?.readyState === WebSocket.OPEN) socket.close();
  for (const { onConnectionLoss: onLoss } of openRequests.values())
    onLoss(new Error(CONNECTION_LOST_MESSAGE));
}

/** @param {Message} message */
function handleMessage(message) {
  switch (message.message) {
    case 'event':
      openRequests.get(message.id)?.onEvent(message.event);
      break;
    case 'end':
      openRequests.get(message.id)?.onRequestEnd(message.error ?? undefined);
      break;
    case 'site':
      for (const listener of siteListeners) listener(message);
      break;
    case 'progress':
      for (const listener of progressListeners) listener();
      break;
  }
}

/**
 * @param {WebSocket} socket
 * @param {object} message
 */
function sendMessage(socket, message) {
  // Sending over a closed socket would be ignored too, but also logged.
  if (socket.readyState === WebSocket.OPEN)
    socket.send(JSON.stringify(message));
}

/** Connects again later, because the workbook has ended or restarts. */
function scheduleReconnect() {
  clearTimeout(retryTimer);
  if (!wantsSiteNews()) return;
  retryTimer = window.setTimeout(reconnect, retryMs);
  retryMs = Math.min(retryMs * 2, MAX_RETRY_MS);
}

/** Connects a visible page; without a token, the workbook would refuse. */
export function reconnect() {
  clearTimeout(retryTimer);
  if (wantsSiteNews() && readConfirmedToken() !== '') connect().catch(() => {});
}

function updateConnection() {
  closeIfIdle();
  reconnect();
}

/** Browsers limit the number of WebSockets too, to some 200. */
function closeIfIdle() {
  const isIdle =
    openRequests.size === 0 && document.visibilityState !== 'visible';
  if (isIdle) disconnect();
}

function wantsSiteNews() {
  return siteListeners.length > 0 && document.visibilityState === 'visible';
}
