/**
 * Ends the program in order: the page, the node, the tray, the process. Work that runs for others is
 * asked about once; a system that shuts down is not kept waiting by a question.
 */
import { app, dialog, powerMonitor } from 'electron';
import type { Front } from '../front.ts';
import type { NodeView } from './node-view.ts';

export interface QuittingOptions {
  readonly front: Front;
  readonly node: NodeView;
  /** In the order in which they are ended. */
  readonly endWindow: () => void;
  readonly closeNode: () => Promise<void>;
  readonly endTray: () => void;
}

export interface Quitting {
  /** True from the moment when nothing can keep the program any more. */
  isEnding(): boolean;
  /** Ends at once, without a question. */
  endNow(code?: number): void;
}

/** The node gets this long to close; what it must keep is on the disk by then, or never will be. */
const closeWaitMs = 5_000;

/** Holds every quit until the node has closed, and answers Quit with the question if there is one. */
export function quitInOrder(options: QuittingOptions): Quitting {
  let state: 'running' | 'asking' | 'finishing' | 'ending' = 'running';

  app.on('before-quit', (event) => {
    event.preventDefault(); // `end` leaves by app.exit, which asks nobody
    if (state === 'running') void considerQuit();
    else if (state === 'finishing') endNow(); // asked once, so a second Quit means now
  });
  powerMonitor.on('shutdown', () => {
    endNow();
  });

  async function considerQuit(): Promise<void> {
    const { running } = options.node.get().lending;
    if (running.length === 0) {
      endNow();
      return;
    }
    state = 'asking';
    const answer = await askAbout(running.length);
    if (state !== 'asking') return; // the system shut down meanwhile
    if (answer === 'cancel') state = 'running';
    else if (answer === 'now') endNow();
    else await finishFirst();
  }

  /** Takes nothing new on, and ends when the last run has. */
  async function finishFirst(): Promise<void> {
    state = 'finishing';
    const before = options.node.get().lending.pausedUntilMs;
    if (before === null) await options.front.handlers.lending.pauseWhenFinished({ minutes: null });
    const forget = options.node.onChange(() => void endIfDone());
    async function endIfDone(): Promise<void> {
      if (state !== 'finishing' || options.node.get().lending.running.length > 0) return;
      forget();
      // the pause was ours, so the next start must not find it
      if (before === null) await options.front.handlers.lending.resume({});
      endNow();
    }
    await endIfDone();
  }

  function endNow(code = 0): void {
    if (state === 'ending') return;
    state = 'ending';
    void end(options, code);
  }

  return { isEnding: () => state === 'ending', endNow };
}

async function end(options: QuittingOptions, code: number): Promise<void> {
  options.endWindow();
  options.node.stop();
  const isClosed = await Promise.race([
    options.closeNode().then(
      () => true,
      () => false,
    ),
    new Promise<boolean>((done) => setTimeout(done, closeWaitMs, false)),
  ]);
  options.endTray();
  app.exit(isClosed ? code : 1);
}

async function askAbout(runs: number): Promise<'finish' | 'now' | 'cancel'> {
  const { response } = await dialog.showMessageBox({
    type: 'question',
    message:
      runs === 1 ? '1 job for somebody else is running.' : `${runs} jobs for others are running.`,
    detail: 'If you quit now, they move to someone else.',
    buttons: ['Finish first', 'Quit now', 'Cancel'],
    defaultId: 0,
    cancelId: 2,
  });
  return (['finish', 'now'] as const)[response] ?? 'cancel';
}
