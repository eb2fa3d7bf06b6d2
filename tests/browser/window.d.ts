// What the tests put into a page's window.

type Violation = { id: string; impact: string; nodes: { html: string }[] };

interface Window {
  /** axe-core, once `faults` has loaded it. */
  axe: {
    run(
      context: unknown,
      options: unknown,
    ): Promise<{ violations: Violation[] }>;
  };
  /** The longest task so far, in milliseconds. */
  longest: number;
  /** The frames that were drawn so far. */
  frameCount: number;
  /** A mark that a reload removes. */
  isUntouched?: boolean;
  /** What the page wanted to do after a timeout. */
  runTimeout: () => void;
}
