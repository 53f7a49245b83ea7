/** Does what was picked in the tray's menu. */
import { unreachable } from '../../shared/base/assert.ts';
import type { Front } from '../front.ts';
import { minutesUntilTomorrow } from './tray-menu.ts';
import type { TrayAction } from './tray-menu.ts';

export interface TrayActionOptions {
  readonly front: Front;
  readonly open: (route?: string) => void;
  readonly quit: () => void;
}

/** The calls below refuse nothing that the menu can ask for, so nobody waits for their answers. */
export function actOn({ front, open, quit }: TrayActionOptions): (action: TrayAction) => void {
  const { lending } = front.handlers;
  return (action) => {
    switch (action.kind) {
      case 'open':
        open(action.route === '/' ? undefined : action.route);
        return;
      case 'pause':
        void lending.pause({ minutes: minutesOf(action.until) });
        return;
      case 'pause_when_finished':
        void lending.pauseWhenFinished({ minutes: null });
        return;
      case 'resume':
        void lending.resume({});
        return;
      case 'start_lending':
        void lending.set({ on: true, cores: null, shareMilli: null });
        return;
      case 'quit':
        quit();
        return;
      default:
        unreachable(action);
    }
  };
}

function minutesOf(until: number | 'tomorrow' | 'resumed'): number | null {
  if (until === 'resumed') return null;
  return until === 'tomorrow' ? minutesUntilTomorrow(Date.now()) : until;
}
