import { ChevronLeft } from 'lucide-react';
import { useEffect, type ReactNode } from 'react';
import { Link } from 'wouter';
import css from './page.module.css';

interface PageProps {
  readonly title: string;
  /** The name of the page for the window's title, where the heading is a whole sentence. */
  readonly name?: string;
  readonly subline?: ReactNode;
  readonly actions?: ReactNode;
  readonly back?: { readonly href: string; readonly label: string };
  readonly children: ReactNode;
}

/** The frame of a page: its title, the reason below it, what can be done, and the content. */
export function Page({ title, name, subline, actions, back, children }: PageProps) {
  useEffect(() => {
    document.title = `${name ?? title} · Common Hours`;
  }, [name, title]);
  return (
    <div className={css.page}>
      <header className={css.header}>
        <div className={css.words}>
          {back && (
            <Link href={back.href} className={css.back ?? ''}>
              <ChevronLeft />
              {back.label}
            </Link>
          )}
          <h1 tabIndex={-1}>
            <bdi>{title}</bdi>
          </h1>
          {subline !== undefined && <p className={css.subline}>{subline}</p>}
        </div>
        {Boolean(actions) && <div className={css.actions}>{actions}</div>}
      </header>
      {children}
    </div>
  );
}
