/**
 * One connection to another keeper of the record: frames out, frames in, questions and their answers.
 *
 * What is under way is bounded on both sides: questions by their number, answers because they were asked for, and
 * what is told without being asked is left out while the other side reads too slowly. It is made good by
 * `caughtUp`, when there is room again. Whoever asks for much is answered at a pace that this side can bear, and is
 * no enemy for it.
 */
import {
  decodeRecordFrame,
  encodeRecordFrame,
  isAnswerFrame,
  isQuestionFrame,
  questionKinds,
  questionOf,
  questionsMax,
  recordFrameCost,
  recordTalk,
} from '../../../shared/peers/record-protocol.ts';
import type {
  AnswerKind,
  QuestionFrame,
  QuestionKind,
  RecordFrame,
  RecordFrameOf,
} from '../../../shared/peers/record-protocol.ts';
import { createPace } from '../peers/pace.ts';
import type { Clock, Connection } from '../ports.ts';

/** An answer, or null: there is none here, it did not come in time, or the connection ended. */
export type OnAnswer = (answer: RecordFrameOf<AnswerKind> | null) => void;

export interface Link {
  readonly connection: Connection;
  send(frame: RecordFrame): void;
  /** Leaves it out, and answers false, while the other side reads too slowly. */
  tell(frame: RecordFrame): boolean;
  /** False while as many questions of this kind as may be are under way. */
  ask(question: QuestionFrame, onAnswer: OnAnswer): boolean;
  canAsk(kind: QuestionKind): boolean;
}

export interface LinkListener {
  /** Neither an answer nor garbage. */
  heard(frame: RecordFrame): void;
  misbehaved(reason: string): void;
  /** Something was left out because the other side read too slowly, and now there is room. */
  caughtUp(): void;
}

/** Long enough for the slowest page over a bad line. */
const answerWithinMs = 20_000;

interface Question {
  readonly onAnswer: OnAnswer;
  /** Null once it has run out: its answer may still come, and is for nothing. */
  cancel: (() => void) | null;
}

/** Speaks the record's frames over a connection. */
export function createLink(connection: Connection, clock: Clock, listener: LinkListener): Link {
  const pace = createPace(clock, recordTalk);
  const asked = createAsked(clock, () => {
    listener.misbehaved('too_many_questions');
  });
  const questions = createQuestions(clock, () => {
    connection.close();
  });
  let isOpen = true;
  let isFull = false;
  let leftOut = false;

  function send(frame: RecordFrame): void {
    if (isOpen) isFull = !connection.send(encodeRecordFrame(frame));
  }

  connection.onFrame((bytes) => {
    if (!isOpen) return;
    if (isQuestionFrame(bytes)) {
      asked.came(bytes, hear);
      return;
    }
    const isFree = isAnswerFrame(bytes) && questions.areOpen();
    // What is too much is not even read.
    if (isFree || pace.take(recordFrameCost(bytes))) hear(bytes);
    else listener.misbehaved('too_many_messages');
  });

  function hear(bytes: Uint8Array): void {
    const frame = decodeRecordFrame(bytes);
    if (frame.kind === 'ignored') return;
    if (frame.kind === 'garbage') listener.misbehaved(frame.reason);
    else if (questionOf(frame) === null) listener.heard(frame);
    else if (!questions.answered(frame)) listener.misbehaved('answer_without_question');
  }

  connection.onDrain(() => {
    isFull = false;
    if (!leftOut || !isOpen) return;
    leftOut = false;
    listener.caughtUp();
  });
  connection.onClose(() => {
    isOpen = false;
    asked.end();
    questions.end();
  });

  return {
    connection,
    send,
    tell(frame) {
      leftOut ||= isFull;
      if (!isFull) send(frame);
      return !leftOut;
    },
    ask(question, onAnswer) {
      if (!isOpen || !questions.open(question.kind, onAnswer)) return false;
      send(question);
      return true;
    },
    canAsk: (kind) => isOpen && questions.canOpen(kind),
  };
}

/** How often it is looked whether what was asked can be answered now. */
const pauseMs = 50;

/**
 * What the other side asks, in its order: more than the pace allows waits for its time. No more can wait than may
 * be under way of all kinds together.
 */
function createAsked(clock: Clock, isTooMuch: () => void) {
  const pace = createPace(clock, recordTalk);
  const waiting: { readonly bytes: Uint8Array; readonly hear: (bytes: Uint8Array) => void }[] = [];
  let cancel: (() => void) | null = null;

  function goOn(): void {
    cancel = null;
    for (;;) {
      const [first] = waiting;
      if (first === undefined) return;
      if (!pace.take(recordFrameCost(first.bytes))) break;
      waiting.shift();
      first.hear(first.bytes);
    }
    cancel ??= clock.after(pauseMs, goOn);
  }

  return {
    came(bytes: Uint8Array, hear: (bytes: Uint8Array) => void): void {
      if (waiting.length >= questionsMax * questionKinds) {
        isTooMuch();
        return;
      }
      waiting.push({ bytes, hear });
      if (cancel === null) goOn();
    },
    end(): void {
      waiting.length = 0;
      cancel?.();
    },
  };
}

interface Questions {
  open(kind: QuestionKind, onAnswer: OnAnswer): boolean;
  canOpen(kind: QuestionKind): boolean;
  areOpen(): boolean;
  /** False for the answer to a question that was never asked. */
  answered(frame: RecordFrame): boolean;
  end(): void;
}

/** What was asked and not answered, in its order. `gaveUp` is called when no answer to anything has come. */
function createQuestions(clock: Clock, gaveUp: () => void): Questions {
  const open = new Map<QuestionKind, Question[]>();
  const of = (kind: QuestionKind) => open.get(kind) ?? [];

  function runOut(kind: QuestionKind, question: Question): void {
    question.cancel = null;
    question.onAnswer(null);
    if (of(kind).length >= questionsMax && of(kind).every(({ cancel }) => cancel === null))
      gaveUp();
  }

  return {
    canOpen: (kind) => of(kind).length < questionsMax,
    areOpen: () => [...open.values()].some(({ length }) => length > 0),
    open(kind, onAnswer) {
      if (of(kind).length >= questionsMax) return false;
      const question: Question = { onAnswer, cancel: null };
      question.cancel = clock.after(answerWithinMs, () => {
        runOut(kind, question);
      });
      open.set(kind, [...of(kind), question]);
      return true;
    },
    answered(frame) {
      const kind = questionOf(frame);
      if (kind === null) return false;
      const [question, ...rest] = of(kind);
      if (question === undefined) return false;
      open.set(kind, rest);
      if (question.cancel === null) return true;
      question.cancel();
      question.onAnswer(frame.kind === 'nothing' ? null : (frame as RecordFrameOf<AnswerKind>));
      return true;
    },
    end() {
      const left = [...open.values()].flat();
      open.clear();
      for (const { cancel, onAnswer } of left) {
        if (cancel === null) continue;
        cancel();
        onAnswer(null);
      }
    },
  };
}
