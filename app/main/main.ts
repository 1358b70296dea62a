import { randomBytes } from 'node:crypto'
import { mkdirSync, rmSync } from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { app, dialog, nativeTheme, protocol, safeStorage, session } from 'electron'
import { shellChannels, type ShellChange, type ShellSettings } from '#app/contract/shell.ts'
import { knownFiles } from '#app/pages/index.ts'
import { isWiping } from '#app/service/wipe.ts'
import type { Begin } from '#app/service/process/messages.ts'
import packageFile from '../../package.json' with { type: 'json' }
import { readAsked } from './asked.ts'
import { openChoices } from './choices.ts'
import { offerContext } from './context.ts'
import { keepDownloads } from './downloads.ts'
import { linkIn } from './guard.ts'
import { hasKeychain, openKeychain } from './keychain.ts'
import { loginOf } from './login.ts'
import { setMenu } from './menu.ts'
import { keepNode } from './node.ts'
import { createNotices } from './notices.ts'
import { createOpens } from './opens.ts'
import { SCHEME, schemePrivileges } from './options.ts'
import { serveScheme } from './scheme.ts'
import { secure } from './secure.ts'
import { serveShell } from './shell.ts'
import { putTray } from './tray.ts'
import { createWindow } from './window.ts'
import { languageOf, wordsIn } from './words/index.ts'

// The bundle lies in dist/main; what it needs, beside it.
const dist = join(import.meta.dirname, '..')
const icons = join(dist, '../app/main/icons')
const around = { platform: process.platform, env: process.env, home: homedir() }
const asked = readAsked(process.argv.slice(1), around)
/** One short line for whoever looks at the terminal; never a secret or a text somebody wrote. */
const log = (line: string): void => void process.stderr.write(`dure: ${line}\n`)

app.enableSandbox()
app.setPath('userData', asked.profile)
app.setAppUserModelId('net.dure.Dure')
protocol.registerSchemesAsPrivileged([schemePrivileges])

// The second one hands its link over and ends: two nodes over one folder would contradict each other.
if (app.requestSingleInstanceLock()) run()
else app.quit()

function run(): void {
  mkdirSync(asked.profile, { recursive: true })
  const choices = openChoices(join(asked.profile, 'choices.json'), (error) =>
    log(`choices were not kept: ${String(error)}`),
  )
  const words = () => wordsIn(choices.get().language ?? languageOf(app.getPreferredSystemLanguages()))
  const opens = createOpens()
  let isQuitting = false

  const keychain = {
    storage: safeStorage,
    platform: process.platform,
    file: join(asked.folder, 'keychain'),
    random: (length: number) => new Uint8Array(randomBytes(length)),
    log,
  }
  /** Where the secrets are since the node was last begun. */
  let keysIn: 'keychain' | 'file' = 'file'
  const begin = async (): Promise<Begin> => {
    mkdirSync(asked.folder, { recursive: true, mode: 0o700 })
    // What a wiped account was sealed under goes with it; the node finishes the rest before anything else.
    if (isWiping(asked.folder)) rmSync(keychain.file, { force: true })
    const keep = choices.get().keys === 'keychain' ? 'sealed' : 'plain'
    const key = await openKeychain(keychain, keep === 'sealed')
    keysIn = key !== null && keep === 'sealed' ? 'keychain' : 'file'
    const { folder, network } = asked
    return { type: 'begin', folder, network, version: packageFile.version, keychain: key && { key, keep } }
  }
  const node = keepNode({
    entry: join(dist, 'node/process.mjs'),
    begin,
    onState: (isUp) => {
      const contents = window.get()?.webContents
      if (contents?.isDestroyed() === false) contents.send(shellChannels.node, isUp)
    },
    onRefused: async (refusal) => {
      const { refused, app: title } = words()
      const where = 'folder' in refusal ? refusal.folder : refusal.file
      const { response } = await dialog.showMessageBox({
        type: 'warning',
        title,
        message: refused[refusal.type](where),
        buttons: [refused.again, refused.quit],
        defaultId: 0,
        cancelId: 1,
      })
      if (response === 1) app.quit()
    },
    log,
  })

  const window = createWindow({
    preload: join(dist, 'main/preload.cjs'),
    icon: join(icons, 'icon.png'),
    choices,
    isClosingEnding: () => isQuitting || !choices.get().keepRunning,
    onHidden: () => {
      if (choices.get().isClosingSaid) return
      choices.put({ isClosingSaid: true })
      notices.say(words().stillHere.title, words().stillHere.body)
    },
    onPageGone: () => opens.forget(),
    log,
  })
  const show = (): void => {
    window.show()
  }
  const open = (what: Parameters<typeof opens.push>[0]): void => {
    opens.push(what)
    show()
  }
  const notices = createNotices(join(icons, 'icon.png'), (space) =>
    space === null ? show() : open({ type: 'chat', space }),
  )
  const openLink = (link: string | null): void => (link === null ? show() : open({ type: 'link', link }))

  app.on('second-instance', (_event, argv) => openLink(linkIn(argv)))
  app.on('open-url', (event, url) => {
    event.preventDefault()
    openLink(linkIn([url]))
  })
  app.on('activate', show)
  app.on('window-all-closed', () => {
    if (!choices.get().keepRunning) app.quit()
  })
  app.on('before-quit', () => void (isQuitting = true))
  let isEnded = false
  app.on('will-quit', (event) => {
    if (isEnded) return
    event.preventDefault()
    const finish = async (): Promise<void> => {
      await node.end()
      isEnded = true
      app.quit()
    }
    finish().catch((error: unknown) => {
      log(`the node did not end: ${String(error)}`)
      app.exit(1)
    })
  })

  const ready = async (): Promise<void> => {
    await app.whenReady()
    secure({ words, window: () => window.get(), log })
    keepDownloads(session.defaultSession, words, log)
    session.defaultSession.protocol.handle(SCHEME, serveScheme(knownFiles(join(dist, 'web')), node))
    registerLinks()
    const login = loginOf(app, around, commandOf())
    const sign = putTray({
      icon: join(icons, process.platform === 'darwin' ? 'trayTemplate.png' : 'tray.png'),
      words,
      onOpen: show,
      onSettings: () => open({ type: 'settings' }),
      onQuit: () => app.quit(),
      log,
    })
    const putMenu = (): void =>
      setMenu({
        words: words(),
        platform: process.platform,
        isDeveloped: !app.isPackaged,
        onSettings: () => open({ type: 'settings' }),
      })
    const { spelling } = choices.get()
    if (spelling !== null) session.defaultSession.setSpellCheckerLanguages([...spelling])
    nativeTheme.themeSource = choices.get().theme
    putMenu()

    const settings = async (): Promise<ShellSettings> => ({
      startAtLogin: login.isOn(),
      keepRunning: choices.get().keepRunning,
      keys: { in: keysIn, hasKeychain: await hasKeychain(keychain) },
      spelling: spellingNow(),
    })
    const change = (what: ShellChange): void => {
      if (what.startAtLogin !== undefined) login.set(what.startAtLogin)
      if (what.keepRunning !== undefined) choices.put({ keepRunning: what.keepRunning })
      if (what.spelling !== undefined) chooseSpelling(what.spelling)
      if (what.keys === undefined || what.keys === choices.get().keys) return
      choices.put({ keys: what.keys })
      node.restart()
    }
    const chooseSpelling = (wanted: readonly string[]): void => {
      const there = session.defaultSession.availableSpellCheckerLanguages
      const chosen = wanted.filter((language) => there.includes(language))
      session.defaultSession.setSpellCheckerLanguages(chosen)
      choices.put({ spelling: chosen })
    }
    serveShell({
      node,
      opens,
      notify: (what) => notices.show(what),
      dismiss: (space) => notices.dismiss(space),
      setUnread: (count) => {
        app.setBadgeCount(count)
        sign.setUnread(count)
      },
      setManner: ({ language, theme }) => {
        choices.put({ language, theme })
        nativeTheme.themeSource = theme
        sign.refresh()
        putMenu()
      },
      settings,
      change,
    })
    app.on('browser-window-created', (_event, made) => offerContext(made, words))
    node.start()
    if (asked.isHidden) window.open()
    else openLink(asked.link)
  }
  ready().catch((error: unknown) => {
    log(`a fault in Dure itself: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`)
    app.exit(1)
  })
}

/** What the spell checker looks for; macOS chooses by itself. */
function spellingNow(): ShellSettings['spelling'] {
  if (process.platform === 'darwin') return null
  const { defaultSession } = session
  return { chosen: defaultSession.getSpellCheckerLanguages(), available: defaultSession.availableSpellCheckerLanguages }
}

/** What starts this app again: the program, in a checkout with its folder, and what it was told of folders. */
function commandOf(): readonly string[] {
  const program = process.env['APPIMAGE'] ?? process.execPath
  return [
    program,
    ...(app.isPackaged ? [] : [app.getAppPath()]),
    ...process.argv.slice(1).filter((word) => word.startsWith('--data=')),
  ]
}

/** Takes `dure:` links, also from a checkout. A page that is shown them asks before it does anything. */
function registerLinks(): void {
  if (app.isPackaged) app.setAsDefaultProtocolClient('dure')
  else app.setAsDefaultProtocolClient('dure', process.execPath, [app.getAppPath()])
}
