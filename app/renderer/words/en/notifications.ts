/** What is told while nobody looks. */
export const notifications = {
  title: 'Notifications',
  on: 'Tell me of new messages',
  onHint: 'While another chat or window is in front.',
  text: 'Show what was written',
  textHint: 'Off: only who wrote, for a screen that others see.',
  denied: 'This browser does not allow it for this page. Its settings for this address can change that.',
  wrote: 'wrote something',
}
