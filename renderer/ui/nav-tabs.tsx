import { Link } from 'wouter';
import css from './nav-tabs.module.css';

export interface NavTab {
  readonly href: string;
  readonly name: string;
  /** A number that stands beside the name. */
  readonly count?: string;
  readonly here: boolean;
}

/** The parts of one thing, each with an address of its own, as links in a row that breaks where it must. */
export function NavTabs({
  label,
  tabs,
}: {
  readonly label: string;
  readonly tabs: readonly NavTab[];
}) {
  return (
    <nav aria-label={label}>
      <ul className={css.tabs}>
        {tabs.map((tab) => (
          <li key={tab.href}>
            <Link
              href={tab.href}
              className={css.tab ?? ''}
              {...(tab.here && { 'aria-current': 'page' as const })}
            >
              {tab.name}
              {tab.count !== undefined && <small className={css.count}>{tab.count}</small>}
            </Link>
          </li>
        ))}
      </ul>
    </nav>
  );
}
