import { describe, expect, test } from 'vitest'
import { isFromOurPage, isOurDownload, isOurs, linkIn, outsideAddress, verdictOf } from './guard.ts'
import { PAGE, schemePrivileges, windowOptions } from './options.ts'

const strangers = [
  'https://dure/',
  'app://dure.example/',
  'app://dure:1/',
  'app://user@other/',
  'app:/dure/',
  'file:///etc/passwd',
  'data:text/html,x',
  'about:blank',
  'javascript:1',
  '',
]

describe('what is our own page', () => {
  test('is known by protocol and host, and nothing else is', () => {
    for (const ours of [PAGE, `${PAGE}index.html#/chats`, 'APP://dure/x']) expect(isOurs(ours)).toBe(true)
    for (const address of strangers) expect([address, isOurs(address)]).toEqual([address, false])
  })

  test('is heard by main in its top frame alone, and never from a frame that is gone', () => {
    expect(isFromOurPage({ url: PAGE, parent: null })).toBe(true)
    expect(isFromOurPage({ url: PAGE, parent: {} })).toBe(false)
    expect(isFromOurPage(null)).toBe(false)
    for (const url of strangers) expect(isFromOurPage({ url, parent: null })).toBe(false)
  })

  test('may notify, and is asked about the camera alone; everything else is refused', () => {
    const ask = (permission: string, media: readonly string[] = [], url = PAGE, isMainFrame = true) =>
      verdictOf({ permission, url, isMainFrame, media })
    expect([ask('notifications'), ask('clipboard-sanitized-write'), ask('media', ['video'])]).toEqual([
      'allow',
      'allow',
      'ask',
    ])
    for (const media of [[], ['audio'], ['audio', 'video'], ['video', 'video'], ['screen']])
      expect(ask('media', media)).toBe('refuse')
    for (const permission of [
      'geolocation',
      'midi',
      'clipboard-read',
      'display-capture',
      'fullscreen',
      'openExternal',
      'usb',
    ])
      expect(ask(permission)).toBe('refuse')
    expect(ask('notifications', [], PAGE, false)).toBe('refuse')
    for (const url of strangers) expect(ask('media', ['video'], url)).toBe('refuse')
  })
})

test('every window is as closed as it can be, and our scheme bypasses nothing', () => {
  expect(windowOptions.webPreferences).toEqual({
    sandbox: true,
    contextIsolation: true,
    nodeIntegration: false,
    nodeIntegrationInWorker: false,
    nodeIntegrationInSubFrames: false,
    webSecurity: true,
    allowRunningInsecureContent: false,
    experimentalFeatures: false,
    webviewTag: false,
    navigateOnDragDrop: false,
    safeDialogs: true,
    spellcheck: true,
  })
  expect(schemePrivileges.privileges).not.toHaveProperty('bypassCSP')
  expect(schemePrivileges.privileges).not.toHaveProperty('allowServiceWorkers')
})

test('a link is taken out of the words that a system starts us with, and only a link', () => {
  const link = 'dure:contact#abc'
  expect(linkIn(['dure', '.', '--hidden', link])).toBe(link)
  for (const word of [
    'https://x',
    'dure:',
    'dure:a b',
    'dure:a\n--data=/',
    `dure:${'x'.repeat(9000)}`,
    '--data=dure:x',
  ])
    expect(linkIn(['dure', word])).toBeNull()
})

test('only https goes out to the browser, and never with a name and password in it', () => {
  expect(outsideAddress('https://example.org/a?b#c')?.href).toBe('https://example.org/a?b#c')
  for (const address of [
    ...strangers.slice(1),
    'http://example.org/',
    'https://a@example.org/',
    'https://:b@example.org/',
  ])
    expect(outsideAddress(address)).toBeNull()
})

test('only what our own page made in its memory is saved', () => {
  expect(isOurDownload('blob:app://dure/7c0e')).toBe(true)
  const others = [
    'https://example.com/a.zip',
    'blob:https://example.com/1',
    'data:text/plain,hello',
    'file:///etc/passwd',
    '',
  ]
  for (const address of others) expect(isOurDownload(address)).toBe(false)
})
