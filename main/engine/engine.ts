/** A running node: its services, wired to each other and to their ports. */
import { ok } from '../../shared/base/result.ts';
import type { engineContract } from '../../shared/api/contract.ts';
import type { Handlers } from '../../shared/api/handlers.ts';
import { createErrands } from './errands/errands.ts';
import { createGroupCommit } from './group-commit.ts';
import { jobsHandlers } from './jobs/handlers.ts';
import { createJobs } from './jobs/jobs.ts';
import type { Jobs } from './jobs/jobs.ts';
import { createRunsHere } from './jobs/run-here.ts';
import { createTrials } from './jobs/trials.ts';
import type { Trials } from './jobs/trials.ts';
import { createContested } from './ledger/contested.ts';
import { createBudget } from './ledger/budget.ts';
import { createCounters } from './ledger/counters/counters.ts';
import { createLedger } from './ledger/ledger.ts';
import { createTakingBack } from './ledger/taking-back.ts';
import type { Ledger } from './ledger/ledger.ts';
import { createLending } from './lending/lending.ts';
import type { Lending } from './lending/lending.ts';
import { lendingHandlers } from './lending/handlers.ts';
import { lendingHistory } from './lending/history.ts';
import { createRunBook } from './lending/run-book.ts';
import { createRunLog } from './lending/run-log.ts';
import { createWillingness } from './lending/willingness.ts';
import { createMachineFacts } from './limits/machine-facts.ts';
import { createKnownRates } from './metering/known-rates.ts';
import { createModuleRates } from './metering/module-rates.ts';
import { createRating } from './metering/rating.ts';
import { createNames } from './peers/names.ts';
import { createPeers } from './peers/peers.ts';
import type { Peers } from './peers/peers.ts';
import type { Ports } from './ports.ts';
import { createStatus } from './status/status.ts';
import type { NodeFacts, Status } from './status/status.ts';

/** What every page, tray and command line of a node talks to. */
export interface Engine {
  readonly handlers: Handlers<typeof engineContract>;
  start(): Promise<void>;
  /** The computer goes to sleep: what runs here is saved elsewhere, if there is time for it, and held. */
  sleep(): void;
  /** Looks for people again at once, and goes on: after sleep, or a change of network. */
  lookAgain(): void;
  /** Ends lending, as soon as what is done is saved elsewhere, and leaves the network. The stores are closed by whoever opened them. */
  stop(): Promise<void>;
}

/** Builds a node. Nothing is sent, taken or measured before `start`. */
export function createEngine(ports: Ports, node: NodeFacts, cores: number): Engine {
  const { settings, runner, swarm } = ports;
  const { id: community, belongs } = ports.community;
  const names = createNames(settings, ports.work);
  const { person: personOf } = names;
  const speeds = () => willingness.speeds();
  const peers = createPeers({ ports, community, names, belongs, speeds });
  const group = createGroupCommit(ports);
  const contested = createContested(ports, () => ledger.recount());
  const counters = createCounters({
    ports,
    peers,
    isContested: contested.has,
    restore: (peer, { body, supplierSignature, consumerSignature }) =>
      ledger.keepGiven(peer, body, supplierSignature, consumerSignature).ok,
    onChange: () => {
      ledger.changed();
    },
  });
  // The first statement is read before there are jobs.
  let setAside = () => 0n;
  const budget = createBudget(ports, () => setAside(), counters);
  const ledger = createLedger({ ports, names, budget, counters, contested });
  const facts = createMachineFacts(ports, cores);
  const willingness = createWillingness({
    ...ports,
    machine: facts.now,
    isRunning: () => lending.isRunning(),
  });
  const rating = createRating(ports, () => {
    lending.reconsider();
    status.changed();
  });
  const known = createKnownRates(ports.work);
  // Runs that the last start lost are written down before anything runs.
  let live = (): Lending['live'] => new Map();
  const log = createRunLog({
    ...{ ...ports, names, group },
    book: createRunBook(ports, group, names),
    live: () => live(),
  });
  const lending = createLending({
    ...{ ports, peers, ledger, budget, group, rating, known, willingness, personOf },
    book: log.book,
  });
  live = () => lending.live;
  const takingBack = createTakingBack({ ports, peers, group, contested, log });
  const moduleRates = createModuleRates({ ports, rating, known });
  const runsHere = createRunsHere(ports);
  const trials = createTrials({ ports, rating, peers, runsHere });
  const jobs: Jobs = createJobs({
    ...{ ports, peers, group, runsHere, personOf },
    answersTo: trials.answersTo,
    available: () => budget.available(),
    takeBack: takingBack.takeBack,
    onSetAside: () => ledger.changed(),
  });
  setAside = jobs.setAside;
  const { source } = jobs;
  const errands = createErrands({ ports, group, peers, ledger, known, moduleRates, source });
  const status = createStatus({ ports, facts: node, community, cores, peers, rating, names });

  const history = () => lendingHistory({ ports, ledger, names, willingness });
  const { senses } = ports;
  const lendingCalls = lendingHandlers({ lending, willingness, log, senses, history });
  const handlers = handlersOf({ ports, status, peers, lendingCalls, jobs, trials, ledger });

  let stopAccounts = () => {};
  return {
    handlers,
    async start() {
      status.begin();
      void facts.read().then(lending.factsRead);
      lending.begin();
      willingness.start(lending.reconsider);
      jobs.start(errands);
      errands.start();
      await peers.start({
        arrived(member) {
          status.changed();
          lending.arrived(member);
          counters.arrived(member);
          errands.arrived(member);
          takingBack.arrived(member);
        },
        left(member) {
          status.changed();
          lending.left(member);
          counters.left(member);
          errands.left(member);
        },
        standingChanged(peer) {
          status.changed();
          errands.standingChanged(peer);
          jobs.standingChanged();
        },
        reachable() {
          status.changed();
          lending.reachable();
        },
        message(member, message) {
          lending.message(member, message);
          counters.message(member, message);
          errands.message(member, message);
          takingBack.message(member, message);
        },
        piece(member, piece) {
          const isOfSupplier = piece.part === 'result' || piece.part === 'checkpoint';
          if (isOfSupplier) errands.piece(member, piece);
          else lending.piece(member, piece);
        },
      });
      stopAccounts =
        ports.community.accounts?.onChange(() => {
          peers.reconsider();
          counters.accountsChanged();
          ledger.changed();
          jobs.standingChanged();
        }) ?? stopAccounts;
      counters.start();
      lending.reconsider();
    },
    sleep: lending.absence.sleep,
    lookAgain() {
      lending.absence.wake();
      swarm.refresh();
    },
    async stop() {
      stopAccounts();
      const last = lending.absence.leave();
      if (last !== null) await last;
      try {
        lending.stop();
        log.stop();
      } finally {
        // Also when the end of the runs could not be kept any more.
        trials.close();
        jobs.stop();
        errands.stopAll();
        willingness.stop();
        rating.stop();
        status.stop();
        counters.stop();
        ledger.stop();
        await peers.stop();
        await runner.close();
      }
    },
  };
}

interface Services {
  readonly ports: Ports;
  readonly status: Status;
  readonly peers: Peers;
  readonly lendingCalls: Handlers<typeof engineContract>['lending'];
  readonly jobs: Jobs;
  readonly trials: Trials;
  readonly ledger: Ledger;
}

/** What is asked of a node, by the service that answers. */
function handlersOf(services: Services): Handlers<typeof engineContract> {
  const { ports, status, peers, lendingCalls, jobs, trials, ledger } = services;
  const { settings } = ports;
  return {
    node: {
      status: status.topic,
      rename({ name }) {
        settings.set({ name: name?.trim() === '' ? null : (name?.trim() ?? null) });
        peers.greetAgain();
        status.changed();
        return ok({});
      },
    },
    people: { list: peers.people },
    lending: lendingCalls,
    jobs: jobsHandlers(ports, jobs, trials),
    hours: {
      statement: ledger.statement,
      entries({ before, limit }) {
        const entries = ledger.entries(before, limit);
        return entries.ok ? ok({ entries: [...entries.value] }) : entries;
      },
    },
  };
}
