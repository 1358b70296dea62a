/** What a person is told once. */
export const notices = {
  label: 'Notices',
  passing: 'Just now',
  dismiss: 'Dismiss',
  clockWrong: (minutes: number) =>
    `This computer’s clock is about ${minutes} minutes off, as most others see it. Please set it, or messages may wait.`,
  writingStopped: 'This computer has stopped writing.',
  diskFull: 'The disk is full. New messages are not kept until there is room.',
  lateMessages: (count: number) => (count === 1 ? '1 earlier message arrived.' : `${count} earlier messages arrived.`),
  feedStopped: 'Something that somebody sent does not hold. It was put aside, and nothing else is touched by it.',
  versionsApart: {
    they: (name: string | null) =>
      `${name ?? 'A relay or computer'} runs a newer Dure that this one cannot talk to. Update Dure here; nothing is lost meanwhile.`,
    we: (name: string | null) =>
      `${name ?? 'A relay or computer'} runs a Dure too old for this one. What you write waits here until it is updated.`,
  },
  onceCardShownTwice:
    'Two people used a link that you made for one person. Ask whom you gave it to, and accept the right one.',
  forkFound: 'One of somebody’s computers says two different things. Both are kept, and shown as disputed.',
}
