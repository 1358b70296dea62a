import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import { readAsked } from './asked.ts'
import { openChoices } from './choices.ts'
import { pauseBefore } from './delay.ts'
import { freePath } from './free-path.ts'
import { hasKeychain, openKeychain, type Storage } from './keychain.ts'
import { createOpens } from './opens.ts'
import { placeOn } from './place.ts'
import { en } from './words/en.ts'
import { languageOf, wordsIn } from './words/index.ts'
import { ko } from './words/ko.ts'

const folder = (): string => {
  const place = mkdtempSync(join(tmpdir(), 'dure-main-'))
  onTestFinished(() => rmSync(place, { recursive: true, force: true }))
  return place
}

describe('the keychain', () => {
  /** A keychain with a password, which may be another one later. */
  const storage = (state: { password: string; isThere?: boolean; backend?: string }): Storage => ({
    isAsyncEncryptionAvailable: () => Promise.resolve(state.isThere ?? true),
    getSelectedStorageBackend: () =>
      (state.backend ?? 'gnome_libsecret') as ReturnType<Storage['getSelectedStorageBackend']>, // also odd ones
    encryptStringAsync: (text) => Promise.resolve(Buffer.from(`${state.password}:${text}`)),
    decryptStringAsync: (sealed) => {
      const [password, result = ''] = sealed.toString().split(':')
      if (password !== state.password) return Promise.reject(new Error('locked'))
      return Promise.resolve({ result, shouldReEncrypt: false })
    },
  })
  const ports = (state: Parameters<typeof storage>[0], file: string, logged: string[] = []) => ({
    storage: storage(state),
    platform: 'linux' as const,
    file,
    random: (length: number) => new Uint8Array(length).fill(5),
    log: (line: string) => void logged.push(line),
  })

  test('makes a key once, and gives the same one at every start', async () => {
    const file = join(folder(), 'keychain')
    const state = { password: 'a' }
    expect(await openKeychain(ports(state, file), false)).toBeNull()
    expect(existsSync(file)).toBe(false)
    const made = await openKeychain(ports(state, file), true)
    expect(made).toEqual(new Uint8Array(32).fill(5))
    expect(await openKeychain({ ...ports(state, file), random: () => new Uint8Array(32) }, true)).toEqual(made)
  })

  test('that is locked, or another computer’s, gives none and writes nothing over its file', async () => {
    const file = join(folder(), 'keychain')
    const logged: string[] = []
    await openKeychain(ports({ password: 'a' }, file), true)
    const before = readFileSync(file)
    expect(await openKeychain(ports({ password: 'b' }, file, logged), true)).toBeNull()
    expect(readFileSync(file).equals(before)).toBe(true)
    expect(logged).toHaveLength(1)
  })

  test('is none where its password is known to everybody, or where there is no way to it', async () => {
    for (const backend of ['basic_text', 'unknown'])
      expect(await hasKeychain(ports({ password: 'a', backend }, ''))).toBe(false)
    expect(await hasKeychain({ ...ports({ password: 'a', backend: 'unknown' }, ''), platform: 'win32' })).toBe(true)
    expect(await hasKeychain(ports({ password: 'a', isThere: false }, ''))).toBe(false)
  })

  test('that cannot open what it sealed is not trusted with a key', async () => {
    const file = join(folder(), 'keychain')
    const broken = {
      ...storage({ password: 'a' }),
      decryptStringAsync: () => Promise.resolve({ result: 'x', shouldReEncrypt: false }),
    }
    expect(await openKeychain({ ...ports({ password: 'a' }, file), storage: broken }, true)).toBeNull()
    expect(existsSync(file)).toBe(false)
  })
})

test('what the window remembers outlives a restart; a damaged file is as at the first start', () => {
  const file = join(folder(), 'choices.json')
  const fault = (error: unknown): never => {
    throw error
  }
  const place = { x: 1, y: 2, width: 800, height: 600 }
  openChoices(file, fault).put({ keepRunning: false, place })
  expect(openChoices(file, fault).get()).toMatchObject({ keepRunning: false, place, theme: 'system' })
  for (const text of ['', '{', 'null', '[]', '{"keepRunning":1,"place":{"x":"1"},"language":"xx"}']) {
    writeFileSync(file, text)
    expect(openChoices(file, fault).get()).toMatchObject({ keepRunning: true, place: null, language: null })
  }
})

test('a window comes back where it was, unless that screen is gone', () => {
  const screen = { x: 0, y: 0, width: 1920, height: 1080 }
  const at = (x: number, y: number) => ({ x, y, width: 800, height: 600 })
  expect(placeOn(at(100, 100), [screen])).toEqual(at(100, 100))
  expect(placeOn(at(2500, 100), [screen])).toBeNull()
  expect(placeOn(at(2500, 100), [screen, { ...screen, x: 1920 }])).toEqual(at(2500, 100))
  expect(placeOn(at(1900, 100), [screen])).toBeNull()
  expect(placeOn(null, [screen])).toBeNull()
})

test('a node that dies again and again is started ever more seldom, and at once when it had been well', () => {
  const pauses: number[] = []
  let pause: number | null = null
  for (let died = 0; died < 9; died++) pauses.push((pause = pauseBefore(pause, 10)))
  expect(pauses).toEqual([250, 500, 1000, 2000, 4000, 8000, 16_000, 30_000, 30_000])
  expect(pauseBefore(30_000, 61_000)).toBe(250)
})

test('what is opened before a page listens waits for it, in order, and also while it is loaded anew', () => {
  const opens = createOpens()
  const heard: string[] = []
  const listen = (): void => opens.listen((what) => void heard.push(what.type === 'link' ? what.link : what.type))
  opens.push({ type: 'link', link: 'a' })
  listen()
  opens.push({ type: 'settings' })
  opens.forget()
  opens.push({ type: 'link', link: 'b' })
  expect(heard).toEqual(['a', 'settings'])
  listen()
  expect(heard).toEqual(['a', 'settings', 'b'])
})

test('the words it is started with name folder, addresses and link; a relative folder is none', () => {
  const around = { platform: 'linux', env: {}, home: '/home/bora' } as const
  expect(readAsked(['.'], around)).toMatchObject({
    folder: '/home/bora/.local/share/dure',
    profile: '/home/bora/.config/dure/window',
    network: { listen: ['/ip4/0.0.0.0/tcp/0'], relays: [], mdns: true },
    isHidden: false,
    link: null,
  })
  const words = [
    '.',
    '--data=/d',
    '--listen=/a',
    '--listen=/b',
    '--relay=/r',
    '--no-mdns',
    '--hidden',
    'dure:contact#x',
  ]
  expect(readAsked(words, around)).toEqual({
    folder: '/d',
    profile: '/d/window',
    network: { listen: ['/a', '/b'], relays: ['/r'], mdns: false },
    isHidden: true,
    link: 'dure:contact#x',
  })
  expect(readAsked(['--data=d'], around).folder).toBe('/home/bora/.local/share/dure')
})

test('menu, tray and dialogs speak both languages, and none has forgotten a word', () => {
  const rowsOf = (of: object, path = ''): string[] =>
    Object.entries(of).flatMap(([name, value]: [string, unknown]) => {
      if (typeof value === 'object' && value !== null) return rowsOf(value, `${path}${name}.`)
      // Every sentence that is made takes one path or number.
      const said: unknown = typeof value === 'function' ? (value as (arg: string) => unknown)('/x') : value
      return [`${path}${name}: ${typeof said === 'string' ? said : ''}`]
    })
  expect(rowsOf(ko).map((row) => row.split(':')[0])).toEqual(rowsOf(en).map((row) => row.split(':')[0]))
  expect(rowsOf(ko).filter((row) => !/[가-힣]/.test(row))).toEqual([])
  expect([languageOf(['ko-KR', 'en']), languageOf(['fr', 'en-US']), languageOf([])]).toEqual(['ko', 'en', 'en'])
  expect(wordsIn('ko').app).toBe('두레')
})

test('a file that the page saves gets a name that is free, and stays in the downloads folder', () => {
  const there = new Set(['/d/a.bundle', '/d/a (2).bundle'])
  const path = (name: string): string => freePath('/d', name, (each) => there.has(each))
  expect(path('b.bundle')).toBe('/d/b.bundle')
  expect(path('a.bundle')).toBe('/d/a (3).bundle')
  expect(path('../../etc/passwd')).toBe('/d/passwd')
  expect(path(String.raw`..\..\evil.exe`)).toBe('/d/evil.exe')
  expect([path(''), path('..'), path('/')]).toEqual(['/d/dure', '/d/dure', '/d/dure'])
})
