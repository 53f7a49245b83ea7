import { Route, Switch } from 'wouter';
import { CommunityPage } from './community-page.tsx';
import { CreatePage } from './create-page.tsx';
import { HubPage } from './hub-page.tsx';
import { JoinPage } from './join-page.tsx';
import { MemberPage } from './member-page.tsx';
import { OpenPage } from './open-page.tsx';

/** The pages of communities. They come in a script of their own, when one is looked at. */
export function CommunityRoutes() {
  return (
    <Switch>
      <Route path="/community" component={HubPage} />
      <Route path="/community/create" component={CreatePage} />
      <Route path="/community/join/:link?">
        {({ link }) => <JoinPage key={link} given={link ?? ''} />}
      </Route>
      <Route path="/community/open/:link?">
        {({ link }) => <OpenPage key={link} given={link ?? ''} />}
      </Route>
      <Route path="/community/:id/members/:member">
        {({ id, member }) => <MemberPage key={member} id={id} member={member} />}
      </Route>
      <Route path="/community/:id/:part?">
        {({ id, part }) => <CommunityPage key={id} id={id} part={part} />}
      </Route>
    </Switch>
  );
}
