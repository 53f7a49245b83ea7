/** Why a record about a release or offered hours changes nothing, on every node alike. */
export const supplyRefusals = {
  not_a_maintainer: 'Whoever publishes a release is one of its maintainers.',
  maintainer_unknown: 'A maintainer of the release is no member.',
  release_known: 'These files were published before.',
  too_many_releases: 'A member may have 50 releases at a time.',
  task_not_accepted: 'A task that went into the release is not accepted.',
  task_used: 'The hours of a task went into another release.',
  task_of_others: 'None of the maintainers asked for a task that went into the release, or did it.',
  receipt_unknown:
    'Hours that went into the release are in no certified counter that is still kept.',
  receipt_of_others: 'Hours that went into the release were used by others than its maintainers.',
  receipt_used: 'The same hours went into another release.',
  day_begun: 'Hours are offered for a day before it begins.',
  day_too_far: 'Hours are offered for 30 days ahead at most.',
  no_hours_offered: 'The member has offered no hours for this day.',
} as const;
