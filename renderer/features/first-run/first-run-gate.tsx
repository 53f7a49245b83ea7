import { useState, type ReactNode } from 'react';
import { Redirect } from 'wouter';
import { useTopic } from '../../node/node-provider.tsx';
import { Page } from '../../ui/page.tsx';
import { Panel } from '../../ui/panel.tsx';
import { Skeleton } from '../../ui/skeleton.tsx';
import { useLending, useStatus } from '../app/views.ts';
import { isFirstRunOver, welcomePath } from './first-run.ts';

/**
 * Leads to the first run whoever has not been through it: nobody gave this node a name or terms, and it does not lend.
 * What is known is asked once; from then on Home is Home.
 */
export function FirstRunGate({ children }: { readonly children: ReactNode }) {
  const [isOver] = useState(isFirstRunOver);
  return isOver ? children : <Undecided>{children}</Undecided>;
}

function Undecided({ children }: { readonly children: ReactNode }) {
  const [status, lending] = [useStatus(), useLending()];
  const terms = useTopic((node) => node.lending.terms).value;
  if (!status || !lending || !terms) {
    return (
      <Page title="Home">
        <Panel label="Loading">
          <Skeleton lines={4} />
        </Panel>
      </Page>
    );
  }
  const isFirst = status.me.name === null && !terms.isChosen && !lending.on;
  return isFirst ? <Redirect to={welcomePath('hello')} replace /> : children;
}
