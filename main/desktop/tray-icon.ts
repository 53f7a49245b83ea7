/**
 * Which of five shapes the tray shows, and where its pictures are. Shapes tell the states apart, never
 * colours, because a tray icon is small, and on some systems it has no colour at all.
 */
import { join } from 'node:path';
import type { JobListView, LendingView, NodeStatusView } from '../../shared/api/contract.ts';
import { projectDir } from '../paths.ts';

export const iconShapes = ['lending', 'ready', 'paused', 'not-connected', 'needs-you'] as const;
export type IconShape = (typeof iconShapes)[number];

/** Edge lengths in pixels: what the systems ask for from 100 % to 300 %. */
export const iconSizes = [16, 20, 24, 32, 48] as const;

/** How long a state must hold before the icon follows it, so that it never flickers. */
export const iconHoldMs = 5_000;

// The pictures are no code, so they stay where they are when the code is compiled to out/.
const icons = join(projectDir, 'main/desktop/icons');

/** The file of a tray picture. `panel` is the brightness of what it lies upon. */
export function iconFile(shape: IconShape, panel: 'light' | 'dark', size: number): string {
  return join(icons, `${shape}-${panel}-${size}.png`);
}

/** The file of the program's own picture: 16, 32, 48, 256, 512 or 1024 pixels. */
export function appIconFile(size: number): string {
  return join(icons, `app-${size}.png`);
}

/**
 * The shape for a state. A job of one's own that failed since `seenAtMs`, when the window was last
 * seen, needs the person; that goes before everything else, since all else settles by itself.
 */
export function iconShape(
  status: NodeStatusView,
  lending: LendingView,
  jobs: JobListView,
  seenAtMs: number,
): IconShape {
  const failed = jobs.jobs.some((job) => job.state === 'failed' && (job.endedAtMs ?? 0) > seenAtMs);
  if (failed) return 'needs-you';
  const { state } = status.connection;
  if (state === 'offline' || state === 'starting') return 'not-connected';
  if (lending.pausedUntilMs !== null) return 'paused';
  return lending.running.length > 0 ? 'lending' : 'ready';
}

/**
 * Follows the shape that is wanted once it has been wanted for `iconHoldMs` without a break. `after`
 * calls once after so many milliseconds; its answer cancels that.
 */
export function createHeldShape(
  first: IconShape,
  after: (ms: number, action: () => void) => () => void,
  show: (shape: IconShape) => void,
) {
  let shown = first;
  let wanted = first;
  let cancel = () => {};
  return {
    shown: () => shown,
    want(shape: IconShape) {
      if (shape === wanted) return;
      wanted = shape;
      cancel();
      if (wanted === shown) return;
      cancel = after(iconHoldMs, () => {
        shown = wanted;
        show(shown);
      });
    },
    stop() {
      cancel();
    },
  };
}
