import { Tooltip, TooltipTrigger } from 'react-aria-components';
import { Focusable } from 'react-aria-components';
import { Link, useLocation } from 'wouter';
import { BrandMark } from './brand-mark.tsx';
import { pages, type PageEntry } from './pages.ts';
import css from './sidebar.module.css';

/** What a page's entry says beside its name: a few words, or that lending goes on. */
export interface Badges {
  readonly lending: boolean;
  readonly jobsOpen: number;
  /** Tasks that wait for this person. */
  readonly tasksForMe: number;
}

/** The pages, as names with their state; as icons alone where the window is narrow. */
export function Sidebar({ badges }: { readonly badges: Badges }) {
  return (
    <nav className={css.side} aria-label="Pages" data-region tabIndex={-1}>
      <div className={css.brand}>
        <BrandMark />
        <b>Common Hours</b>
      </div>
      <ul>
        {pages
          .filter((page) => !page.foot)
          .map((page) => (
            <SidebarLink key={page.path} page={page} badges={badges} />
          ))}
      </ul>
      <ul className={css.foot}>
        {pages
          .filter((page) => page.foot)
          .map((page) => (
            <SidebarLink key={page.path} page={page} badges={badges} />
          ))}
      </ul>
    </nav>
  );
}

function SidebarLink({ page, badges }: { readonly page: PageEntry; readonly badges: Badges }) {
  const [location] = useLocation();
  const here =
    page.path === '/'
      ? location === '/'
      : [page.path, page.also ?? page.path].some((path) => location.startsWith(path));
  const Icon = page.icon;
  return (
    <li>
      <TooltipTrigger delay={300} closeDelay={0}>
        <Focusable>
          <Link
            href={page.path}
            className={css.link ?? ''}
            {...(here && { 'aria-current': 'page' as const })}
          >
            <Icon size="1.125rem" />
            <span className={css.name}>{page.name}</span>
            <Badge page={page} badges={badges} />
          </Link>
        </Focusable>
        <Tooltip placement="end" className={css.tooltip ?? ''}>
          {page.name}
        </Tooltip>
      </TooltipTrigger>
    </li>
  );
}

function Badge({ page, badges }: { readonly page: PageEntry; readonly badges: Badges }) {
  if (page.path === '/lending' && badges.lending) {
    return (
      <span className={css.dot}>
        <span className="visually-hidden">lending now</span>
      </span>
    );
  }
  if (page.path === '/jobs' && badges.jobsOpen > 0) {
    return <small className={css.count}>{badges.jobsOpen} in progress</small>;
  }
  if (page.path === '/tasks' && badges.tasksForMe > 0) {
    return <small className={css.count}>{badges.tasksForMe} for you</small>;
  }
  return null;
}
