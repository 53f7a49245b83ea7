import { Route, Switch } from 'wouter';
import { FilePage } from './file-page.tsx';
import { FindPage } from './find-page.tsx';
import { MinePage } from './mine-page.tsx';
import { ReleasePage } from './release-page.tsx';
import { SharePage } from './share-page.tsx';

/** The pages of software. They come in a script of their own, when one is looked at. */
export function SoftwareRoutes() {
  return (
    <Switch>
      <Route path="/software/mine" component={MinePage} />
      <Route path="/software/share" component={SharePage} />
      <Route path="/software/file/:given?">
        {({ given }) => <FilePage key={given} {...(given !== undefined && { given })} />}
      </Route>
      <Route path="/software/:id">{({ id }) => <ReleasePage key={id} id={id} />}</Route>
      <Route component={FindPage} />
    </Switch>
  );
}
