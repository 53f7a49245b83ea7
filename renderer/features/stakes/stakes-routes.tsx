import { Route, Switch } from 'wouter';
import { CauseAnewPage, NewCausePage } from './new-cause-page.tsx';
import { CausePage } from './cause-page.tsx';
import { CausesPage } from './causes-page.tsx';
import { InfluencePage } from './influence-page.tsx';
import { MemoryPage } from './memory-page.tsx';
import { MinePage } from './mine-page.tsx';
import { OffersPage } from './offers-page.tsx';
import { RoundPage } from './round-page.tsx';
import { RoundsPage } from './rounds-page.tsx';

/** The pages of stakes and causes. They come in a script of their own, when one is looked at. */
export function StakesRoutes() {
  return (
    <Switch>
      <Route path="/stakes/causes" component={CausesPage} />
      <Route path="/stakes/causes/new" component={NewCausePage} />
      <Route path="/stakes/causes/:id/anew">
        {({ id }) => <CauseAnewPage key={id} cause={id} />}
      </Route>
      <Route path="/stakes/causes/:id">{({ id }) => <CausePage key={id} id={id} />}</Route>
      <Route path="/stakes/offers">
        <OffersPage />
      </Route>
      <Route path="/stakes/offers/for/:cause">
        {({ cause }) => <OffersPage key={cause} cause={cause} />}
      </Route>
      <Route path="/stakes/rounds" component={RoundsPage} />
      <Route path="/stakes/rounds/:round">
        {({ round }) => <RoundPage key={round} round={round} />}
      </Route>
      <Route path="/stakes/influence" component={InfluencePage} />
      <Route path="/stakes/memory" component={MemoryPage} />
      <Route component={MinePage} />
    </Switch>
  );
}
