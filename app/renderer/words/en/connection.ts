/** The line between the page and Dure on this computer. */
export const connection = {
  connecting: 'Connecting to Dure on this computer…',
  lost: 'Dure on this computer does not answer. Trying again…',
  refused: 'This page’s key no longer fits',
  refusedMore:
    'Dure has been started anew and has a new key. Close this page and open the address that Dure shows. What you wrote and sent is kept.',
  keyless: 'Open Dure from Dure',
  keylessMore: 'This page needs the key that stands in the address Dure shows when it starts. Open that address.',
}
