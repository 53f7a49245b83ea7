/**
 * What the desktop remembers that the node need not know: questions that are asked only once, what closing the window
 * does, and which notices are shown.
 */
import Store from 'electron-store';
import { noticeKinds } from '../../shared/api/computer-contract.ts';
import type { DesktopView, NoticeKind } from '../../shared/api/computer-contract.ts';
import { createCell } from '../../shared/api/handlers.ts';
import type { DesktopChoices } from '../computer.ts';
import type { DiskMemory } from './disk-notices.ts';

export interface DesktopSettings extends DesktopChoices {
  /** Whether the notice of the first closing of the window has been shown. */
  isCloseNoticeShown(): boolean;
  noteCloseNotice(): void;
  /** What closing the window does; null until somebody has said it. */
  closing(): 'keep' | 'quit' | null;
  isOn(kind: NoticeKind): boolean;
  readonly disk: DiskMemory;
}

/** What of it is known only once Electron is ready. */
export interface DesktopPlace {
  readonly hasTray: boolean;
  readonly canNotify: boolean;
}

export interface KeptDesktopSettings extends DesktopSettings {
  /** Until then a tray and notices are taken as there. */
  found(place: DesktopPlace): void;
}

/** Reads and writes `desktop.json` in the folder. A damaged file is taken as an empty one. */
export function openDesktopSettings(folder: string): KeptDesktopSettings {
  const store = new Store({ name: 'desktop', cwd: folder, clearInvalidConfig: true });
  let place: DesktopPlace = { hasTray: true, canNotify: true };
  const closing = () => {
    const choice: unknown = store.get('closing');
    return choice === 'keep' || choice === 'quit' ? choice : null;
  };
  const isOn = (kind: NoticeKind) => store.get(`notices.${kind}`) !== false;
  const now = (): DesktopView => ({
    closing: closing() ?? (place.hasTray ? 'keep' : null),
    canNotify: place.canNotify,
    notices: noticeKinds.map((kind) => ({ kind, on: isOn(kind) })),
  });
  const state = createCell(now());
  return {
    state,
    isCloseNoticeShown: () => store.get('closeNoticeShown') === true,
    noteCloseNotice() {
      store.set('closeNoticeShown', true);
    },
    closing,
    chooseClosing(choice) {
      store.set('closing', choice);
      state.set(now());
    },
    isOn,
    disk: {
      wasTold: () => store.get('diskNoticeShown') === true,
      note(wasTold) {
        store.set('diskNoticeShown', wasTold);
      },
    },
    chooseNotice(kind, on) {
      store.set(`notices.${kind}`, on);
      state.set(now());
    },
    found(found) {
      place = found;
      state.set(now());
    },
  };
}
