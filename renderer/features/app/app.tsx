import { LucideProvider } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import { I18nProvider } from 'react-aria-components';
import { Router, useLocation } from 'wouter';
import { useHashLocation } from 'wouter/use-hash-location';
import { Heading } from 'react-aria-components';
import { Sheet } from '../../ui/confirm.tsx';
import { DraftProvider } from '../jobs/draft-context.tsx';
import { isOpen } from '../jobs/job-progress.ts';
import { useLendingCalls } from '../lending/use-lending-calls.ts';
import css from './app.module.css';
import { OfflineBar } from './offline-bar.tsx';
import { Palette, type PaletteEntry } from './palette.tsx';
import { mainKey } from './shortcuts.ts';
import { newCausePath, newJobPath, newTaskPath, offersPath, pages } from './pages.ts';
import { Routes } from './routes.tsx';
import { ShortcutList } from './shortcut-list.tsx';
import { Sidebar } from './sidebar.tsx';
import { StatusBar } from './status-bar.tsx';
import { useTasksForMe } from '../tasks/use-tasks.ts';
import { useCommands } from './use-commands.ts';
import { useActiveCommunity, useJobs, useLending, useStatement, useStatus } from './views.ts';

/** The window: pages on the side, the page itself, and the line below. */
export function App() {
  return (
    <I18nProvider locale="en-GB">
      <LucideProvider size={16} strokeWidth={1.7}>
        <Router hook={useHashLocation}>
          <DraftProvider>
            <Frame />
          </DraftProvider>
        </Router>
      </LucideProvider>
    </I18nProvider>
  );
}

type Layer = 'palette' | 'shortcuts' | null;

function Frame() {
  const [layer, setLayer] = useState<Layer>(null);
  const [status, lending, jobs] = [useStatus(), useLending(), useJobs()];
  useStatement(); // watched all the time, so that every page has it at once
  const tasksForMe = useTasksForMe(useActiveCommunity())?.waiting.length ?? 0;
  const togglePause = useTogglePause();
  const [, navigate] = useLocation();
  const main = useFocusOnNavigation();
  const close = () => {
    setLayer(null);
  };
  useCommands({ openLayer: setLayer, togglePause });
  const open = jobs?.jobs.filter((job) => isOpen(job.state)).length ?? 0;
  return (
    <div className={css.app}>
      <Sidebar badges={{ lending: (lending?.cores.inUse ?? 0) > 0, jobsOpen: open, tasksForMe }} />
      <div className={css.middle}>
        <OfflineBar hasContent={status !== undefined} />
        <main ref={main} className={css.main} data-region tabIndex={-1}>
          <Routes />
        </main>
      </div>
      <StatusBar status={status ?? null} lending={lending ?? null} jobsRunning={open} />
      <Palette
        open={layer === 'palette'}
        onClose={close}
        entries={paletteEntries(navigate, togglePause, () => {
          setLayer('shortcuts');
        })}
      />
      <Sheet open={layer === 'shortcuts'} onClose={close}>
        <Heading slot="title" className={css.sheetTitle ?? ''}>
          Keyboard
        </Heading>
        <div className={css.sheetBody}>
          <ShortcutList />
        </div>
      </Sheet>
    </div>
  );
}

/** Pauses until resumed, or resumes, or begins: the one thing that makes sense now. */
function useTogglePause(): () => void {
  const lending = useLending();
  const { start, pause, resume } = useLendingCalls();
  return () => {
    if (!lending) return;
    if (!lending.on) start();
    else if (lending.pausedUntilMs === null) pause(null);
    else resume();
  };
}

/** After going to another page the reading goes on at its heading. */
function useFocusOnNavigation() {
  const [location] = useLocation();
  const main = useRef<HTMLElement>(null);
  // the parts of a community are one page, a member of it is another; so are a cause, a round and a task
  const isDeeper = ['/stakes/', '/tasks/'].some((one) => location.startsWith(one));
  const depth = location.includes('/members/') ? 5 : isDeeper ? 4 : 3;
  const page = location.split('/').slice(0, depth).join('/');
  const before = useRef(page);
  useEffect(() => {
    const stays = ['/hours', '/lending'].some(
      (one) => before.current.startsWith(one) && page.startsWith(one),
    );
    if (before.current === page || stays) return;
    before.current = page;
    main.current?.scrollTo({ top: 0 });
    return main.current ? focusHeading(main.current) : undefined;
  }, [page]);
  return main;
}

/** Now, or as soon as the page has come: its script may be on the way. The answer gives it up. */
function focusHeading(main: HTMLElement): () => void {
  const focus = () => {
    const heading = main.querySelector('h1');
    heading?.focus({ preventScroll: true });
    return heading !== null;
  };
  const observer = new MutationObserver(() => {
    if (focus()) observer.disconnect();
  });
  if (!focus()) observer.observe(main, { childList: true, subtree: true });
  return () => {
    observer.disconnect();
  };
}

function paletteEntries(
  navigate: (path: string) => void,
  togglePause: () => void,
  showKeys: () => void,
): readonly PaletteEntry[] {
  return [
    ...pages.map((page, index) => ({
      id: page.path,
      label: page.name,
      keys: `${mainKey} ${index + 1}`,
      run: () => {
        navigate(page.path);
      },
    })),
    {
      id: 'new-job',
      label: 'New job',
      keys: `${mainKey} N`,
      run: () => {
        navigate(newJobPath);
      },
    },
    {
      id: 'ask-for-work',
      label: 'Ask for work',
      run: () => {
        navigate(newTaskPath);
      },
    },
    {
      id: 'offer-stake',
      label: 'Offer stake',
      run: () => {
        navigate(offersPath);
      },
    },
    {
      id: 'new-cause',
      label: 'Write a cause',
      run: () => {
        navigate(newCausePath);
      },
    },
    {
      id: 'pause',
      label: 'Start, pause or resume lending',
      keys: `${mainKey} Shift P`,
      run: togglePause,
    },
    { id: 'keys', label: 'Keyboard shortcuts', keys: `${mainKey} /`, run: showKeys },
  ];
}
