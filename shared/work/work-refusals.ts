/** Why a record about a task changes nothing, on every node alike. */
export const workRefusals = {
  too_many_tasks: 'A member may have 50 tasks at a time.',
  due_out_of_range: 'A task is due within two years, and not before it is asked for.',
  task_unknown: 'There is no such task.',
  task_over: 'What became of the task is settled.',
  a_party: 'Whoever asks for a task, does it or has a stake in either has no part in its price.',
  not_on_the_panel: 'Only who was drawn estimates a task.',
  estimate_too_early: 'This round of estimates has not begun.',
  estimate_too_late: 'The time for this answer is over.',
  reason_missing:
    'Whoever was the lowest or the highest says what they saw before they estimate again.',
  reveal_too_early: 'Estimates are revealed when all are sealed, or their time is over.',
  nothing_sealed: 'Nothing was sealed that this reveals.',
  reveals_something_else: 'What was revealed is not what was sealed.',
  already_revealed: 'The estimate was revealed before.',
  off_the_ladder: 'The first estimate is one of 1, 2, 3, 5, 8, 13, 20, 40 and 80 man-hours.',
  not_open: 'The task is not there to be taken.',
  not_for_you: 'The task is for those whom its asker named.',
  price_differs: 'The task has another price than was agreed to.',
  not_the_taker: 'Only who took the task says how it goes.',
  not_taken: 'Nobody is at work on the task.',
  not_the_asker: 'Only who asked for the task answers for it.',
  not_delivered: 'The task is not delivered.',
  taken_in_time: 'Somebody is at work on the task, and has the time that was agreed on.',
  beyond_line:
    'These are more man-hours than the asker has and may borrow: they give some first, or are lent a line.',
} as const;
