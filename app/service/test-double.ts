/**
 * A stand-in of the messenger for tests of what is above it: rows in memory, no keys, no network, nothing durable.
 * Nothing that ships imports it.
 */

import { createHash } from 'node:crypto'
import { Readable } from 'node:stream'
import { redact } from '#core/crypto/index.ts'
import { rootToWords } from '#core/identity/index.ts'
import { toBase32 } from '#core/proof/index.ts'
import { fail, ok } from '#core/proof/result.ts'
import { noGroups } from './test-double-groups.ts'
import type {
  AccountView,
  ContactView,
  DeviceView,
  MessageView,
  Messenger,
  MessengerEvent,
  NetworkView,
  LineView,
  RequestView,
  RoleView,
  SpaceView,
} from './types.ts'

/** An id that is the same for the same text, shaped as the real ones are. */
export const idOf = (text: string): string => toBase32(createHash('sha256').update(text).digest())

/** The double's recovery words. */
const wordsIn = (language: 'en' | 'ko'): readonly string[] =>
  rootToWords(redact(new Uint8Array(createHash('sha256').update('root').digest())), language)

/** What a group of the double is. Oneself is its first owner. */
interface Group {
  readonly title: string
  readonly members: readonly { readonly account: string; readonly name: string; readonly role: RoleView }[]
  readonly lines: readonly LineView[]
}

interface Chat {
  readonly space: string
  readonly other: ContactView
  readonly messages: MessageView[]
  /** Of a group; null: the direct chat with `other`. */
  readonly group: Group | null
  read: number
  draft: string
}

export interface Double {
  readonly messenger: Messenger
  /** Somebody known, with a direct chat; `asked` until she answers. */
  meet(name: string, state?: ContactView['state']): ContactView
  ask(name: string): RequestView
  /** A group of oneself and these, with what became of it; gives its space. */
  gather(
    title: string,
    others: readonly (readonly [name: string, role: RoleView])[],
    lines?: readonly LineView[],
  ): string
  /** The other says something in a chat. */
  hear(space: string, text: string, at?: number, author?: string): MessageView
  /** Oneself said something, without going through the contract. */
  said(space: string, text: string, at: number, delivery: MessageView['delivery']): MessageView
  /** One's own messages up to now have come this far. */
  deliver(space: string, delivery: MessageView['delivery']): void
  tell(event: MessengerEvent): void
  /** Everything from now on that writes is refused so; null: as usual. */
  refuse(type: 'DiskFull' | 'DiskFailed' | null): void
  network: NetworkView
}

/** An empty messenger. `now`: milliseconds since 1970. */
export const createDouble = (now: () => number = Date.now): Double => {
  const listeners = new Set<(event: MessengerEvent) => void>()
  const chats = new Map<string, Chat>()
  let requests: RequestView[] = []
  let devices: readonly DeviceView[] = []
  let approved: string | null = null
  let shown = false
  const deviceLink = 'dure:device#double'
  let me: AccountView | null = null
  const pictures = new Map<string, Uint8Array>()
  let refusal: 'DiskFull' | 'DiskFailed' | null = null
  let sequence = 0

  const tell = (event: MessengerEvent): void => listeners.forEach((listener) => listener(event))
  const unknownSpace = fail({ type: 'SpaceUnknown' } as const)
  const unknownMessage = fail({ type: 'MessageUnknown' } as const)
  const unknownAccount = fail({ type: 'AccountUnknown' } as const)
  const refused = () =>
    refusal !== null ? fail({ type: refusal }) : me === null ? fail({ type: 'NoAccount' } as const) : null

  const say = (
    chat: Chat,
    author: string,
    text: string,
    at: number,
    delivery: MessageView['delivery'],
    replyTo?: string,
  ) => {
    const target = chat.messages.find(({ message }) => message === replyTo)
    const message: MessageView = {
      message: idOf(`message ${sequence++}`),
      author,
      at,
      text,
      delivery,
      disputed: false,
      blocked: false,
      replyTo: target === undefined ? null : { message: target.message, author: target.author, text: target.text },
    }
    const later = chat.messages.findIndex((other) => other.at > at)
    chat.messages.splice(later === -1 ? chat.messages.length : later, 0, message)
    tell({ topic: 'chat.changed', space: chat.space, messages: [message.message] })
    tell({ topic: 'space.changed', space: chat.space })
    return message
  }
  const self = (): string => me?.account ?? ''
  const spaceOf = (chat: Chat): SpaceView => ({
    space: chat.space,
    kind: chat.group === null ? 'direct' : 'group',
    title: chat.group?.title ?? chat.other.name,
    unread: chat.messages.filter(({ author, at }) => author !== self() && at > chat.read).length,
    last: chat.messages.at(-1) ?? null,
    members: chat.group?.members.map(({ account }) => account) ?? [self(), chat.other.account],
    state: chat.group === null && chat.other.state === 'asked' ? 'asked' : 'open',
    picture: chat.other.picture,
    role: 'owner',
    draft: chat.draft,
  })
  const chatOf = (account: string): Chat | undefined =>
    [...chats.values()].find(({ other, group }) => group === null && other.account === account)
  const change = (chat: Chat, other: Partial<ContactView>): void => {
    chats.set(chat.space, { ...chat, other: { ...chat.other, ...other } })
    tell({ topic: 'contact.changed' })
    tell({ topic: 'space.changed', space: chat.space })
  }
  const meet = (name: string, state: ContactView['state'] = 'accepted'): ContactView => {
    const space = idOf(`space ${name}`)
    const unknown = { picture: null, verified: false, lastHeard: null }
    const other = { account: idOf(`account ${name}`), name, ownName: name, state, space, ...unknown }
    chats.set(space, { space, other, messages: [], group: null, read: 0, draft: '' })
    tell({ topic: 'contact.changed' })
    tell({ topic: 'space.changed', space })
    return other
  }
  const mustHave = (space: string): Chat => {
    const chat = chats.get(space)
    if (chat === undefined) throw new Error('the test names a chat that is not there')
    return chat
  }

  const messenger: Messenger = {
    account: {
      create: ({ name }) => {
        if (me !== null) return fail({ type: 'AccountExists' })
        if (name.trim() === '') return fail({ type: 'NameInvalid', reason: 'empty' })
        if (name.length > 64) return fail({ type: 'NameInvalid', reason: 'tooLong' })
        me = {
          account: idOf(`account ${name}`),
          device: idOf(`device ${name}`),
          name,
          picture: null,
          stopped: null,
          words: 'unconfirmed',
        }
        tell({ topic: 'account.changed' })
        return ok({ account: me.account, device: me.device })
      },
      get: () => me,
      setProfile: ({ name, picture }) => {
        const no = refused()
        if (no !== null) return no
        if (picture && picture.length > 24 * 1024) return fail({ type: 'PictureInvalid', reason: 'tooLarge' })
        const id = picture && toBase32(createHash('sha256').update(picture).digest())
        if (picture && id) pictures.set(id, picture)
        if (me !== null) me = { ...me, name: name ?? me.name, picture: id === undefined ? me.picture : id }
        tell({ topic: 'account.changed' })
        return ok(undefined)
      },
      recover: () =>
        me === null ? fail({ type: 'WordsMalformed', reason: 'count', place: null }) : fail({ type: 'AccountExists' }),
      recoveryWords: ({ language }) => {
        if (me === null) return fail({ type: 'NoAccount' })
        return me.words === 'unconfirmed' ? ok({ words: wordsIn(language) }) : fail({ type: 'WordsConfirmed' })
      },
      confirmWords: ({ words }) => {
        if (me === null) return fail({ type: 'NoAccount' })
        if (me.words !== 'unconfirmed') return fail({ type: 'WordsConfirmed' })
        const right = ['en', 'ko'] as const
        const places = words
          .filter(({ place, word }) => !right.some((language) => wordsIn(language)[place - 1] === word))
          .map(({ place }) => place)
        if (places.length > 0) return fail({ type: 'WordsWrong', places })
        me = { ...me, words: 'confirmed' }
        tell({ topic: 'account.changed' })
        return ok(undefined)
      },
      picture: ({ picture }) => {
        const bytes = pictures.get(picture)
        return bytes ? ok({ type: 'image/png', bytes }) : fail({ type: 'PictureUnknown' })
      },
    },
    device: {
      link: () => {
        if (me !== null) return Promise.resolve(fail({ type: 'AccountExists' }))
        shown = true
        return Promise.resolve(ok({ link: deviceLink, code: null }))
      },
      linking: () =>
        shown ? { state: 'waiting', link: deviceLink, code: null } : { state: 'none', link: null, code: null },
      approve: ({ link, certifier }) => {
        if (me === null) return Promise.resolve(fail({ type: 'NoAccount' }))
        if (!link.startsWith('dure:device#')) return Promise.resolve(fail({ type: 'DeviceLinkMalformed' }))
        approved = certifier ? 'kitchen' : 'laptop'
        return Promise.resolve(ok({ code: '123456', name: approved }))
      },
      confirm: ({ code }) => {
        const name = approved
        if (me === null) return Promise.resolve(fail({ type: 'NoAccount' }))
        if (name === null) return Promise.resolve(fail({ type: 'NothingToConfirm' }))
        if (code !== '123456') return Promise.resolve(fail({ type: 'CodeWrong', left: 2 }))
        approved = null
        const device = idOf(`device ${name}`)
        devices = [...devices, { device, name, at: now(), current: false, lastHeard: null }]
        tell({ topic: 'device.changed' })
        return Promise.resolve(ok({ device }))
      },
      list: () => {
        if (me === null) return fail({ type: 'NoAccount' })
        return ok([{ device: me.device, name: 'this one', at: 0, current: true, lastHeard: null }, ...devices])
      },
      remove: ({ device }) => {
        if (me === null) return fail({ type: 'NoAccount' })
        if (device === me.device) return fail({ type: 'DeviceIsThis' })
        if (!devices.some((it) => it.device === device)) return fail({ type: 'DeviceUnknown' })
        devices = devices.filter((it) => it.device !== device)
        tell({ topic: 'device.changed' })
        return ok(undefined)
      },
      rename: ({ device, name }) => {
        if (me === null) return fail({ type: 'NoAccount' })
        devices = devices.map((it) => (it.device === device ? { ...it, name: name ?? 'device' } : it))
        tell({ topic: 'device.changed' })
        return ok(undefined)
      },
    },
    contact: {
      card: ({ once }) => refused() ?? ok({ link: `dure:contact#${once ? 'once' : 'any'}-${idOf(self()).repeat(4)}` }),
      add: ({ link }) => {
        const no = refused()
        if (no !== null) return no
        const name = /^dure:contact#name-(.+)$/.exec(link)?.[1]
        if (name === undefined) return fail({ type: link.startsWith('dure:') ? 'CardMalformed' : 'LinkMalformed' })
        if (name === me?.name) return fail({ type: 'OwnCard' })
        const { account, space } = meet(decodeURIComponent(name), 'asked')
        return ok({ account, space })
      },
      preview: ({ link }) => {
        const name = /^dure:contact#name-(.+)$/.exec(link)?.[1]
        if (name === undefined) return fail({ type: link.startsWith('dure:') ? 'CardMalformed' : 'LinkMalformed' })
        if (name === me?.name) return fail({ type: 'OwnCard' })
        return ok({ account: idOf(`account ${name}`), name: decodeURIComponent(name), once: false, known: 'no' })
      },
      requests: () => requests,
      accept: ({ account }) => {
        const request = requests.find((one) => one.account === account)
        if (request === undefined) return unknownAccount
        requests = requests.filter((one) => one !== request)
        return ok({ space: meet(request.name).space })
      },
      decline: ({ account }) => {
        if (!requests.some((one) => one.account === account)) return unknownAccount
        requests = requests.filter((one) => one.account !== account)
        tell({ topic: 'contact.changed' })
        return ok(undefined)
      },
      list: () => [...chats.values()].flatMap(({ other, group }) => (group === null ? [other] : [])),
      rename: ({ account, name }) => {
        const chat = chatOf(account)
        if (chat === undefined) return unknownAccount
        change(chat, { name: name ?? chat.other.ownName })
        return ok(undefined)
      },
      verify: ({ account, verified }) => {
        const chat = chatOf(account)
        if (chat === undefined) return unknownAccount
        change(chat, { verified })
        return ok(undefined)
      },
      block: ({ account }) => (chatOf(account) === undefined ? unknownAccount : ok(undefined)),
      blocked: () => [],
      safetyNumber: ({ account }) =>
        chatOf(account) === undefined ? unknownAccount : ok({ number: '12345'.repeat(12) }),
    },
    space: {
      list: () =>
        [...chats.values()].map(spaceOf).toSorted((left, right) => (right.last?.at ?? 0) - (left.last?.at ?? 0)),
      get: ({ space }) => {
        const chat = chats.get(space)
        if (chat === undefined) return unknownSpace
        const { group } = chat
        if (group !== null) {
          const members = group.members.map((one) => ({ ...one, picture: null, devices: [] }))
          return ok({ ...spaceOf(chat), members, policy: { history: 'all', invite: 'admins' } })
        }
        const people = [
          { account: self(), name: me?.name ?? '', device: me?.device ?? '' },
          { account: chat.other.account, name: chat.other.name, device: idOf(`device ${chat.other.name}`) },
        ]
        const members = people.map(({ account, name, device }) => ({
          account,
          name,
          role: 'owner' as const,
          picture: null,
          devices: [{ device, name: 'laptop' }],
        }))
        return ok({ ...spaceOf(chat), members, policy: null })
      },
      ...noGroups(),
    },
    chat: {
      send: ({ space, text, replyTo }) => {
        const chat = chats.get(space)
        const no = refused()
        if (no !== null) return no
        if (chat === undefined) return unknownSpace
        if (replyTo !== undefined && !chat.messages.some(({ message }) => message === replyTo)) return unknownMessage
        const { message, at } = say(chat, self(), text, now(), 'saved', replyTo)
        return ok({ message, at })
      },
      sendMany: (asks) => asks.map((ask) => double.messenger.chat.send(ask)),
      page: ({ space, before, after, around, index, unread, limit }) => {
        const chat = chats.get(space)
        if (chat === undefined) return unknownSpace
        const fresh = chat.messages.find(({ author, at }) => author !== self() && at > chat.read)?.message
        const target = before ?? after ?? around ?? (unread === true ? fresh : undefined)
        const at = chat.messages.findIndex(({ message }) => message === target)
        if (target !== undefined && at === -1) return unknownMessage
        const total = chat.messages.length
        const from =
          target === undefined
            ? (index ?? total - limit)
            : before !== undefined
              ? at - limit
              : after !== undefined
                ? at + 1
                : at - Math.floor(limit / 2)
        const low = Math.max(0, from)
        const high = Math.min(total, before !== undefined ? at : low + limit)
        return ok({
          messages: chat.messages.slice(low, high),
          lines: chat.group?.lines ?? [],
          older: low > 0,
          newer: high < total,
          before: low,
          total,
          firstUnread: (unread === true && fresh) || null,
        })
      },
      get: ({ space, messages }) => {
        const chat = chats.get(space)
        if (chat === undefined) return unknownSpace
        const named = chat.messages.filter(({ message }) => messages.includes(message))
        return ok({ messages: named, total: chat.messages.length })
      },
      keepDraft: ({ space, text }) => {
        const chat = chats.get(space)
        if (chat === undefined) return unknownSpace
        if (refusal !== null) return fail({ type: refusal })
        chat.draft = text
        tell({ topic: 'space.changed', space })
        return ok(undefined)
      },
      receipts: ({ space }) => (chats.has(space) ? ok([]) : unknownSpace),
      markRead: ({ space, message }) => {
        const chat = chats.get(space)
        const target = chat?.messages.find((one) => one.message === message)
        if (chat === undefined) return unknownSpace
        if (target === undefined) return unknownMessage
        chat.read = Math.max(chat.read, target.at)
        tell({ topic: 'space.changed', space })
        return ok(undefined)
      },
    },
    search: {
      query: ({ text, space, limit }) => {
        const found = [...chats.values()]
          .filter((chat) => space === undefined || chat.space === space)
          .flatMap((chat) => chat.messages.map((message) => ({ ...message, space: chat.space })))
          .filter((message) => message.text.toLowerCase().includes(text.toLowerCase()))
          .toSorted((left, right) => right.at - left.at)
        const hits = found.map(({ space: where, message, text: whole, at }) => ({
          space: where,
          message,
          snippet: whole,
          at,
        }))
        return ok({ hits: hits.slice(0, limit) })
      },
    },
    sync: {
      status: () => ({
        sessions: [],
        spaces: [...chats.values()].map(({ space, messages, other }) => ({
          space,
          held: messages.length + 1,
          holders: [
            { peer: idOf(`device ${other.name}`), account: other.account, role: 'member' as const, missing: 0 },
          ],
          stopped: [],
        })),
      }),
      exportBundle: ({ spaces }) => {
        if (me === null) return fail({ type: 'NoAccount' })
        if (spaces?.some((space) => !chats.has(space))) return unknownSpace
        const lines = [...chats.values()].flatMap(({ messages }) => messages.map(({ text }) => `${text}\n`))
        return ok({ chunks: Readable.from(['double\n', ...lines].map((line) => Buffer.from(line))) })
      },
      importBundle: async (source) => {
        if (me === null) return fail({ type: 'NoAccount' })
        let text = ''
        for await (const chunk of source) text += Buffer.from(chunk).toString()
        if (!'double\n'.startsWith(text.slice(0, 7))) return fail({ type: 'BundleMalformed' })
        if (!text.startsWith('double\n')) return fail({ type: 'BundleTruncated' })
        return ok({ envelopes: text.split('\n').length - 2, fresh: 0, refused: 0, spaces: [] })
      },
    },
    network: {
      status: () => double.network,
      setRelays: ({ relays }) => {
        const wrong = relays.find((address) => !address.startsWith('/'))
        if (wrong !== undefined) return fail({ type: 'AddressInvalid', address: wrong, detail: 'no multiaddr' })
        const known = relays.map((address) => ({ address, peer: null, state: 'connecting' as const, detail: null }))
        double.network = { ...double.network, relays: known }
        tell({ topic: 'network.changed' })
        return ok(undefined)
      },
      connect: ({ address }) => {
        const peer = address.split('/p2p/').at(1)
        if (peer === undefined) return fail({ type: 'AddressInvalid', address, detail: 'names no peer' })
        return ok({ peer })
      },
    },
    onEvent: (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  }

  const double: Double = {
    messenger,
    meet,
    tell,
    network: { state: 'up', listen: [], peers: [], relays: [], clock: null },
    ask: (name) => {
      const request = { account: idOf(`account ${name}`), name, at: now() }
      requests = [...requests, request]
      tell({ topic: 'contact.changed' })
      return request
    },
    gather: (title, others, lines = []) => {
      const space = idOf(`group ${title}`)
      const members = [
        { account: self(), name: me?.name ?? '', role: 'owner' as const },
        ...others.map(([name, role]) => ({ account: idOf(`account ${name}`), name, role })),
      ]
      const other = { ...meet(title), space }
      chats.delete(idOf(`space ${title}`))
      chats.set(space, { space, other, messages: [], group: { title, members, lines }, read: 0, draft: '' })
      return space
    },
    hear: (space, text, at = now(), author) => {
      const chat = mustHave(space)
      return say(chat, author ?? chat.other.account, text, at, 'delivered')
    },
    said: (space, text, at, delivery) => say(mustHave(space), self(), text, at, delivery),
    deliver: (space, delivery) => {
      const chat = mustHave(space)
      const mine = chat.messages.filter(({ author }) => author === self())
      for (const message of mine) chat.messages[chat.messages.indexOf(message)] = { ...message, delivery }
      tell({ topic: 'chat.changed', space, messages: mine.map(({ message }) => message) })
    },
    refuse: (type) => void (refusal = type),
  }
  return double
}
