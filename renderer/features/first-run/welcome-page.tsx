import { useLocation } from 'wouter';
import { Page } from '../../ui/page.tsx';
import { Panel } from '../../ui/panel.tsx';
import { Skeleton } from '../../ui/skeleton.tsx';
import { useLending, useStatus } from '../app/views.ts';
import { useTerms } from '../lending/use-terms.ts';
import { endFirstRun, welcomePath, welcomeSteps, type WelcomeStep } from './first-run.ts';
import { HelloStep } from './hello-step.tsx';
import { LimitsStep } from './limits-step.tsx';
import { LoginStep } from './login-step.tsx';
import { NameStep } from './name-step.tsx';
import { PeopleStep } from './people-step.tsx';
import { ReadyStep } from './ready-step.tsx';
import css from './welcome-page.module.css';

const titles: Readonly<Record<WelcomeStep, string>> = {
  hello: 'Welcome to Common Hours',
  name: 'Your name',
  limits: 'How much to lend',
  login: 'When this computer starts',
  people: 'Find people',
  ready: 'Ready',
};

const contents = {
  hello: HelloStep,
  name: NameStep,
  limits: LimitsStep,
  login: LoginStep,
  people: PeopleStep,
  ready: ReadyStep,
} as const;

/** Six short pages for whoever is new. Nothing is lent before *Start lending* on the last one. */
export function WelcomePage({ step: asked }: { readonly step?: string | undefined }) {
  const [status, lending, terms] = [useStatus(), useLending(), useTerms()];
  const [, navigate] = useLocation();
  const step = welcomeSteps.find((each) => each === asked) ?? 'hello';
  const at = welcomeSteps.indexOf(step);
  if (!status || !lending || !terms) {
    return (
      <Page title={titles[step]}>
        <Panel label="Loading">
          <Skeleton />
        </Panel>
      </Page>
    );
  }
  const Content = contents[step];
  const before = welcomeSteps[at - 1];
  return (
    <Page
      title={titles[step]}
      subline={<Steps at={at} />}
      {...(before !== undefined && { back: { href: welcomePath(before), label: titles[before] } })}
    >
      <div className={css.sheet}>
        <Panel label={titles[step]}>
          <Content
            status={status}
            lending={lending}
            terms={terms}
            onNext={() => {
              navigate(welcomePath(welcomeSteps[at + 1] ?? 'ready'));
            }}
            onEnd={() => {
              endFirstRun();
              navigate('/');
            }}
          />
        </Panel>
      </div>
    </Page>
  );
}

function Steps({ at }: { readonly at: number }) {
  return <>{`Page ${at + 1} of ${welcomeSteps.length}`}</>;
}
