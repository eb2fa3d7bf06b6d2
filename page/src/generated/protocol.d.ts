// Generated from the Rust types by workbook/tests/page_types.rs; do not edit.

export type Span = { line_start: number, column_start: number, line_end: number, column_end: number, label: string | null, 
/**
 * The place itself, not one that explains it.
 */
primary: boolean, };

export type Replacement = { line_start: number, column_start: number, line_end: number, column_end: number, text: string, };

export type Fix = { 
/**
 * What rustc says about it, such as "consider making this binding
 * mutable".
 */
message: string, 
/**
 * The parts that are replaced. They don't overlap.
 */
replacements: Array<Replacement>, };

export type Diagnostic = { 
/**
 * `error`, `warning`, `note` or `help`.
 */
level: string, 
/**
 * `E0382`, or a lint's name.
 */
code: string | null, message: string, 
/**
 * As rustc prints it in a terminal.
 */
rendered: string, 
/**
 * Places in the program's text.
 */
spans: Array<Span>, 
/**
 * Changes that rustc is sure of.
 */
fixes: Array<Fix>, };

export type RunRequest = { 
/**
 * The whole text.
 */
source: string, 
/**
 * The listing that the text was edited from.
 */
listing: string, 
/**
 * Its command-line arguments.
 */
args: Array<string>, };

export type Stream = "stdout" | "stderr";

export type EndKind = "exit" | "signal" | "stopped" | "limit" | "not-compiled" | "failed";

export type RunEvent = { "event": "queued", 
/**
 * Its place in the queue, from 1.
 */
place: number, } | { "event": "preparing", done: number, of: number, now: string, } | { "event": "compiling" } | { "event": "diagnostic" } & Diagnostic | { "event": "started", 
/**
 * What `Runner::stop` takes.
 */
run: number, 
/**
 * Whether it is the listing exactly as the book shows it.
 */
prebuilt: boolean, } | { "event": "out", stream: Stream, 
/**
 * Milliseconds since the start.
 */
ms: number, 
/**
 * Whole lines, or a part of a line where no more came in time.
 */
text: string, } | { "event": "withheld", bytes: number, } | { "event": "timeline", timeline: Timeline, } | { "event": "unrecorded", 
/**
 * Why, in a sentence for the reader.
 */
message: string, } | { "event": "ended", how: EndKind, code: number | null, signal: number | null, 
/**
 * Milliseconds since the start.
 */
ms: number, 
/**
 * How it ended, in a sentence for the reader.
 */
message: string, };

export type RunnerState = { "state": "preparing", done: number, of: number, 
/**
 * The crate that is being compiled.
 */
now: string, } | { "state": "ready" } | { "state": "failed", why: string, };

export type Verdict = "solved" | "failed" | "not-compiled" | "tests-changed" | "broken";

export type CheckEvent = { "event": "preparing", 
/**
 * The crate that is being compiled; empty if unknown.
 */
now: string, } | { "event": "compiling" } | { "event": "diagnostic" } & Diagnostic | { "event": "started", tests: Array<string>, 
/**
 * Whether a test can be recorded on this system.
 */
recordable: boolean, } | { "event": "test-started", test: string, } | { "event": "test-passed", test: string, ms: number, } | { "event": "test-failed", test: string, ms: number, 
/**
 * The panic message, or why the test was stopped.
 */
message: string, 
/**
 * The line of the text where it panicked, counted from 1.
 */
line: number | null, 
/**
 * What it has printed; of much output, the start and the end.
 */
output: string, } | { "event": "verdict", verdict: Verdict, passed: number, tests: number, 
/**
 * In a sentence for the reader.
 */
message: string, };

export type TestRecordingEvent = { "event": "preparing", 
/**
 * The crate that is being compiled; empty if unknown.
 */
now: string, } | { "event": "compiling" } | { "event": "recorded", timeline: Timeline, 
/**
 * What the test has printed on each stream.
 */
stdout: string, stderr: string, 
/**
 * Whether it has passed this time.
 */
passed: boolean, } | { "event": "unrecorded", 
/**
 * Why, in a sentence for the reader.
 */
message: string, };

export type PageRequest = { 
/**
 * Chosen by the page, another one for each request.
 */
id: number, } & ({ "request": "run" } & RunRequest | { "request": "type-check" } & RunRequest | { "request": "check-exercise", exercise: string, 
/**
 * The whole text, with the tests.
 */
source: string, } | { "request": "record-test" } & RecordTestRequest | { "request": "cancel" });

export type RecordTestRequest = { exercise: string, 
/**
 * The whole text, with the tests.
 */
source: string, 
/**
 * Its name, as a check reports it.
 */
test: string, };

export type PageRequestKind = { "request": "run" } & RunRequest | { "request": "type-check" } & RunRequest | { "request": "check-exercise", exercise: string, 
/**
 * The whole text, with the tests.
 */
source: string, } | { "request": "record-test" } & RecordTestRequest | { "request": "cancel" };

export type SiteNews = { version: number, 
/**
 * Why the newest build failed.
 */
fault: string | null, };

export type PageMessage<E> = { "message": "site" } & SiteNews | { "message": "progress" } | { "message": "event", id: number, event: E, } | { "message": "end", id: number, 
/**
 * Why the request is refused, in a sentence for the reader.
 */
error: string | null, };

export type Milestone = "read" | "run" | "predicted" | "tried" | "solved";

export type ProgressMark = { 
/**
 * The hash of the text.
 */
hash: string, 
/**
 * The time in seconds since 1970.
 */
at: number, };

export type Progress = { v: number, read: { [key in string]: ProgressMark }, run: { [key in string]: ProgressMark }, predicted: { [key in string]: ProgressMark }, tried?: { [key in string]: ProgressMark }, solved: { [key in string]: ProgressMark }, };

export type Ms = number;

export type Thread = { name: string, 
/**
 * One of tokio's own.
 */
worker?: boolean, 
/**
 * The thread that made it.
 */
by?: number | null, start?: Ms | null, 
/**
 * Missing where it ended with the program.
 */
end?: Ms | null, };

export type TaskKind = "main" | "task" | "local" | "blocking";

export type TaskOutcome = "done" | "cancelled" | "panicked";

export type Task = { 
/**
 * The number by which the rest of the document knows it.
 */
id: number, kind: TaskKind, 
/**
 * What the learner's file spawns in the task's `line`, such as `work(2)`.
 */
name?: string | null, 
/**
 * Where the learner's file spawns it.
 */
line?: number | null, 
/**
 * The task that spawned it.
 */
by?: number | null, start: Ms, end?: Ms | null, 
/**
 * Missing where it was still alive when the run ended.
 */
how?: TaskOutcome | null, };

export type WaitOutcome = "ready" | "dropped";

export type WakeKind = "task" | "self" | "timer" | "io" | "end" | "local" | "thread" | "unknown";

export type WakeReason = "send" | "receive" | "close" | "notify" | "release" | "abort" | "signal" | "budget" | "yield" | "retry";

export type WaitEndCause = { kind: WakeKind, why?: WakeReason | null, 
/**
 * The task that did it.
 */
by?: number | null, };

export type Wait = { task: number, 
/**
 * `sleep`, `mutex`, …; `unknown` where the recorder does not see it.
 */
on: string, 
/**
 * What of it, where there is a choice: `receive`, `send`, `read`, …
 */
for?: string | null, 
/**
 * The task whose end it waits for.
 */
of?: number | null, 
/**
 * The address of a socket.
 */
name?: string | null, 
/**
 * How long a timer was to take.
 */
ms?: Ms | null, 
/**
 * Where the learner's file makes what is waited for.
 */
line?: number | null, 
/**
 * Where the learner's file awaits it, if that is another line.
 */
at?: number | null, start: Ms, end?: Ms | null, 
/**
 * Missing where it still waited when the run ended.
 */
how?: WaitOutcome | null, 
/**
 * What ended it. Missing where that was not seen.
 */
cause?: WaitEndCause | null, };

export type Wake = [Ms, number, number | null, WakeKind, WakeReason] | [Ms, number, number | null, WakeKind];

export type Block = [number, number | null, Ms, Ms | null, string, number] | [number, number | null, Ms, Ms | null, string];

export type Level = { 
/**
 * `semaphore` (free permits) or `queue` (messages that wait).
 */
on: string, line?: number | null, 
/**
 * How many messages fit into a bounded queue.
 */
size?: number | null, 
/**
 * From when on, and how many.
 */
values: Array<[Ms, number]>, };

export type Message = { sent: Ms, 
/**
 * Missing where no task sent it.
 */
from?: number | null, 
/**
 * Missing where it was not received.
 */
received?: Ms | null, to?: number | null, 
/**
 * Where the learner's file makes the channel.
 */
line?: number | null, };

export type AggregatedTasks = { 
/**
 * Missing for plain tasks.
 */
kind?: TaskKind, line?: number | null, 
/**
 * The task that spawned them, if one did.
 */
by?: number | null, count: number, 
/**
 * When the first and the last of them were spawned.
 */
start: [Ms, Ms], 
/**
 * When the first and the last of them ended.
 */
end?: [Ms, Ms] | null, done?: number, cancelled?: number, panicked?: number, 
/**
 * From when on, and how many of them were alive.
 */
alive: Array<[Ms, number]>, };

export type Timeline = { v: number, 
/**
 * When the run ended, or when this was written while it goes on.
 */
end: Ms, 
/**
 * The times are those of tokio's paused clock.
 */
virtual?: boolean, 
/**
 * When the recording was cut, because there was too much to record.
 * `None` if the recording is complete.
 */
cut?: Ms | null, 
/**
 * A thread's number is its place in this list.
 */
threads?: Array<Thread>, tasks?: Array<Task>, polls?: Array<[number, number, Ms, Ms]>, waits?: Array<Wait>, wakes?: Array<Wake>, blocks?: Array<Block>, parks?: Array<[number, Ms, Ms]>, prints?: Array<[Ms, number | null, number, string, number]>, panics?: Array<[Ms, number | null, number, number | null]>, lags?: Array<[Ms, number | null, number, number, number | null]>, levels?: Array<Level>, messages?: Array<Message>, groups?: Array<AggregatedTasks>, 
/**
 * Sentences for the reader, for instance what is left out and why.
 */
notes?: Array<string>, };
