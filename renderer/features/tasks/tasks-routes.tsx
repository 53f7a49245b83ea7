import { Route, Switch } from 'wouter';
import { AskAnewPage, AskPage } from './ask-page.tsx';
import { CalibrationPage } from './calibration-page.tsx';
import { TaskPage } from './task-page.tsx';
import { TasksPage } from './tasks-page.tsx';

/** The pages of tasks. They come in a script of their own, when one is looked at. */
export function TasksRoutes() {
  return (
    <Switch>
      <Route path="/tasks">
        <TasksPage tab="to_estimate" />
      </Route>
      <Route path="/tasks/take">
        <TasksPage tab="to_take" />
      </Route>
      <Route path="/tasks/mine">
        <TasksPage tab="mine" />
      </Route>
      <Route path="/tasks/asked">
        <TasksPage tab="asked" />
      </Route>
      <Route path="/tasks/all">
        <TasksPage tab="all" />
      </Route>
      <Route path="/tasks/yours" component={CalibrationPage} />
      <Route path="/tasks/new" component={AskPage} />
      <Route path="/tasks/:id/anew">{({ id }) => <AskAnewPage key={id} task={id} />}</Route>
      <Route path="/tasks/:id">{({ id }) => <TaskPage key={id} id={id} />}</Route>
    </Switch>
  );
}
