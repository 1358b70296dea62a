/** Words of every screen. */
export const general = {
  language: 'English',
  app: 'Dure',
  back: 'Back',
  close: 'Close',
  copy: 'Copy',
  copied: 'Copied',
  tryAgain: 'Try again',
  loading: 'Loading…',
}

export type GeneralWords = typeof general
