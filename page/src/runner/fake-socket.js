// A WebSocket for tests, which open no real one.

/** Opens in the next turn of the event loop; the test sends its messages. */
export class FakeSocket {
  static OPEN = 1;
  static CLOSED = 3;
  /** @type {FakeSocket[]} */
  static all = [];

  static get newest() {
    return FakeSocket.all[FakeSocket.all.length - 1];
  }

  readyState = 0;
  /** @type {{ id: number, request: string }[]} */
  sent = [];
  /** @type {string[]} */
  protocols;
  onopen = () => {};
  onclose = () => {};
  onmessage = (/** @type {{ data: string }} */ _message) => {};

  /**
   * @param {URL} _address
   * @param {string[]} protocols
   */
  constructor(_address, protocols) {
    this.protocols = protocols;
    FakeSocket.all.push(this);
    setImmediate(() => {
      this.readyState = FakeSocket.OPEN;
      this.onopen();
    });
  }

  /** @param {string} text */
  send(text) {
    this.sent.push(JSON.parse(text));
  }

  close() {
    this.readyState = FakeSocket.CLOSED;
    setImmediate(() => this.onclose?.());
  }

  /** @param {object} message */
  deliver(message) {
    this.onmessage({ data: JSON.stringify(message) });
  }
}
