import { lazy, Suspense } from 'react';
import { Route, Switch } from 'wouter';
import { ButtonLink } from '../../ui/button.tsx';
import { Empty } from '../../ui/empty.tsx';
import { Page } from '../../ui/page.tsx';
import { Panel } from '../../ui/panel.tsx';
import { Coming } from './coming.tsx';
import { FirstRunGate } from '../first-run/first-run-gate.tsx';
import { HomePage } from '../home/home-page.tsx';
import { HoursPage } from '../hours/hours-page.tsx';
import { JobPage } from '../jobs/job-page.tsx';
import { JobsPage } from '../jobs/jobs-page.tsx';
import { PeoplePage } from '../people/people-page.tsx';
import { SettingsPage } from '../settings/settings-page.tsx';

// What most people open seldom comes when it is opened: every page waits for the first script.
const CommunityRoutes = lazy(async () => ({
  default: (await import('../community/community-routes.tsx')).CommunityRoutes,
}));
const NewJobPage = lazy(async () => ({
  default: (await import('../jobs/new-job-page.tsx')).NewJobPage,
}));
const LendingPage = lazy(async () => ({
  default: (await import('../lending/lending-page.tsx')).LendingPage,
}));
const WelcomePage = lazy(async () => ({
  default: (await import('../first-run/welcome-page.tsx')).WelcomePage,
}));
const StakesRoutes = lazy(async () => ({
  default: (await import('../stakes/stakes-routes.tsx')).StakesRoutes,
}));
const SoftwareRoutes = lazy(async () => ({
  default: (await import('../software/software-routes.tsx')).SoftwareRoutes,
}));
const TasksRoutes = lazy(async () => ({
  default: (await import('../tasks/tasks-routes.tsx')).TasksRoutes,
}));
const SupplyPage = lazy(async () => ({
  default: (await import('../hours/supply-page.tsx')).SupplyPage,
}));

const ForeseenPage = lazy(async () => ({
  default: (await import('../orchestrator/foreseen-page.tsx')).ForeseenPage,
}));

/** Fields of pages that are told apart inside them. */
const fields = [
  ['/community/*?', CommunityRoutes],
  ['/stakes/*?', StakesRoutes],
  ['/software/*?', SoftwareRoutes],
  ['/tasks/*?', TasksRoutes],
  ['/hours/supply', SupplyPage],
  ['/hours/foreseen', ForeseenPage],
] as const;

/** Of any community, wherever this machine lends and asks. */
const partsOfHours = [
  ['supply', SupplyPage],
  ['foreseen', ForeseenPage],
] as const;

/** Which page an address shows. */
export function Routes() {
  return (
    <Switch>
      <Route path="/">
        <FirstRunGate>
          <HomePage />
        </FirstRunGate>
      </Route>
      <Route path="/welcome/:step?">
        {({ step }) => (
          <Suspense fallback={<Coming />}>
            <WelcomePage step={step} />
          </Suspense>
        )}
      </Route>
      <Route path="/lending/:part?">
        {({ part }) => (
          <Suspense fallback={<Coming />}>
            <LendingPage part={part} />
          </Suspense>
        )}
      </Route>
      <Route path="/jobs" component={JobsPage} />
      <Route path="/jobs/new/:example?">
        {({ example }) => (
          <Suspense fallback={<Coming />}>
            <NewJobPage example={example} />
          </Suspense>
        )}
      </Route>
      <Route path="/jobs/:id">{({ id }) => <JobPage key={id} id={id} />}</Route>
      {fields.map(([path, Pages]) => (
        <Route key={path} path={path}>
          <Suspense fallback={<Coming />}>
            <Pages />
          </Suspense>
        </Route>
      ))}
      {partsOfHours.map(([part, Part]) => (
        <Route key={part} path={`/hours/of/:community/${part}`}>
          {({ community }) => (
            <Suspense fallback={<Coming />}>
              <Part of={community} />
            </Suspense>
          )}
        </Route>
      ))}
      <Route path="/hours/of/:community">{({ community }) => <HoursPage of={community} />}</Route>
      <Route path="/hours/:receipt?">{({ receipt }) => <HoursPage receipt={receipt} />}</Route>
      <Route path="/people" component={PeoplePage} />
      <Route path="/settings" component={SettingsPage} />
      <Route>
        <Page title="There is no such page">
          <Panel label="No such page">
            <Empty action={<ButtonLink href="/">Go to Home</ButtonLink>}>
              The address names a page that this version does not have.
            </Empty>
          </Panel>
        </Page>
      </Route>
    </Switch>
  );
}
