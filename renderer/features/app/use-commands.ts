import { useEffect } from 'react';
import { useLocation } from 'wouter';
import { newJobPath } from './pages.ts';
import { commandOf } from './shortcuts.ts';

interface CommandTargets {
  readonly openLayer: (layer: 'palette' | 'shortcuts' | null) => void;
  readonly togglePause: () => void;
}

/** Does what the window's keys ask for. */
export function useCommands({ openLayer, togglePause }: CommandTargets): void {
  const [, navigate] = useLocation();
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      const command = commandOf(event);
      if (command === null) return;
      event.preventDefault();
      switch (command.do) {
        case 'go':
          openLayer(null);
          navigate(command.path);
          return;
        case 'new-job':
          openLayer(null);
          navigate(newJobPath);
          return;
        case 'toggle-pause':
          togglePause();
          return;
        case 'back':
          window.history.back();
          return;
        case 'next-region':
          focusNextRegion(event.shiftKey);
          return;
        case 'palette':
        case 'shortcuts':
          openLayer(command.do);
      }
    };
    window.addEventListener('keydown', onKeyDown);
    return () => {
      window.removeEventListener('keydown', onKeyDown);
    };
  }, [navigate, openLayer, togglePause]);
}

function focusNextRegion(backwards: boolean): void {
  const regions = [...document.querySelectorAll<HTMLElement>('[data-region]')];
  const at = regions.findIndex((region) => region.contains(document.activeElement));
  const step = backwards ? regions.length - 1 : 1;
  regions[((at < 0 ? -1 : at) + step + regions.length) % regions.length]?.focus();
}
