/** The first screen. */
export const onboarding = {
  title: 'Welcome to Dure',
  lead: 'Your chats live on this computer, and travel from person to person. No phone number, no company in between.',
  name: 'Your name',
  nameHint: 'What the people you add will see. You can change it later.',
  start: 'Start',
}
