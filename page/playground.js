// @ts-check
// Runs a program on the public Rust Playground, where there is no runner and
// the reader has agreed that the code goes there.

const Playground = (function () {
  'use strict';

  const ADDRESS = 'https://play.rust-lang.org/execute';
  const SETTINGS = {
    channel: 'stable',
    mode: 'debug',
    edition: '2024',
    crateType: 'bin',
    tests: false,
    backtrace: false,
  };
  const WAITING = 'Waiting for play.rust-lang.org';
  const STOPPED = 'Stopped waiting for play.rust-lang.org.';
  const UNREACHABLE = 'play.rust-lang.org cannot be reached.';
  const FAILED = 'The program did not compile or ended with an error.';
  /** What cargo prints around a program. */
  const CARGO = /^ +(Compiling|Finished|Running) .*\n/gm;

  return { run };

  /**
   * @param {Job} job
   * @param {OnEvent} onEvent
   * @returns {Run}
   */
  function run(job, onEvent) {
    const connection = new AbortController();
    let hasEnded = false;
    /**
     * @param {string} how
     * @param {number | null} code
     * @param {string} says
     */
    const end = (how, code, says) => {
      if (hasEnded) return;
      hasEnded = true;
      onEvent({ event: 'ended', how, code, ms: null, says });
    };
    onEvent({ event: 'started', says: WAITING });
    ask(job.source, connection.signal).then(
      (answer) => {
        if (hasEnded) return;
        tell(answer, onEvent);
        if (answer.error) end('failed', null, answer.error);
        else if (answer.success) end('exit', 0, '');
        else end('failed', null, answer.exitDetail || FAILED);
      },
      () => end('failed', null, UNREACHABLE),
    );
    const stop = () => {
      end('stopped', null, STOPPED);
      connection.abort();
    };
    return { stop };
  }

  /**
   * @param {string} code
   * @param {AbortSignal} signal
   * @returns {Promise<{ success?: boolean, exitDetail?: string,
   *   stdout?: string, stderr?: string, error?: string }>}
   */
  async function ask(code, signal) {
    const response = await fetch(ADDRESS, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ ...SETTINGS, code }),
      signal,
    });
    return response.json();
  }

  /**
   * The service answers when all is over, without times.
   * @param {{ stdout?: string, stderr?: string }} answer
   * @param {OnEvent} onEvent
   */
  function tell({ stdout = '', stderr = '' }, onEvent) {
    const said = { stdout, stderr: stderr.replace(CARGO, '') };
    for (const [stream, text] of Object.entries(said)) {
      if (text) onEvent({ event: 'out', stream, ms: null, text });
    }
  }
})();
