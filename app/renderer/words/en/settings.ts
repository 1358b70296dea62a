/** Oneself, the language and the looks. */
export const settings = {
  title: 'Settings',
  profile: 'Profile',
  name: 'Your name',
  save: 'Save',
  saved: 'Saved',
  language: 'Language',
  manner: 'Language and appearance',
  theme: 'Appearance',
  themes: { system: 'As the system', light: 'Light', dark: 'Dark' },
  version: (version: string) => `Dure ${version}`,
  stopped: 'This computer no longer writes to your account',
}
