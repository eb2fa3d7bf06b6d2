// An object whose module is imported when it is first needed. Calls that come
// in the meantime wait, and keep their order.

/** @template T */
export class LazyObject {
  #load;
  /** @type {'idle' | 'loading' | 'ready' | 'failed'} */
  #state = 'idle';
  /** @type {T | undefined} */
  #object;
  /** @type {((object: T) => void)[]} */
  #queue = [];

  /** @param {() => Promise<T>} load */
  constructor(load) {
    this.#load = load;
  }

  get isRequested() {
    return this.#state !== 'idle';
  }

  /**
   * Loads the object, unless that was requested before.
   * @returns {Promise<void>} settled when all calls that waited are done
   */
  async request() {
    if (this.isRequested) return;
    this.#state = 'loading';
    try {
      this.#object = await this.#load();
      this.#state = 'ready';
    } catch {
      // The page works without it.
      this.#state = 'failed';
    }
    const queue = this.#queue;
    this.#queue = [];
    if (this.#object === undefined) return;
    for (const action of queue) action(this.#object);
  }

  /**
   * Calls the object as soon as it is loaded. Does nothing if nobody has
   * requested it or if it can't be loaded.
   * @param {(object: T) => void} action
   */
  callIfRequested(action) {
    if (this.#state === 'loading') this.#queue.push(action);
    else if (this.#object !== undefined) action(this.#object);
  }
}
