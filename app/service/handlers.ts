import { utf8Length } from '#core/proof/index.ts'
import { fail, ok, type Result } from '#core/proof/result.ts'
import type { AnswerOf, ParamsOf, RefusalsOf, Rooms } from '#app/contract/index.ts'
import type { RestoreRefusal } from './backup.ts'
import type { Bundles } from './bundles.ts'
import { gatherSends } from './sending.ts'
import type { About, Messenger, PageAsk, PageView } from './types.ts'

type Answer<M> = Result<AnswerOf<M>, RefusalsOf<M>>

/** The contract as the node fulfils it: the same rooms and verbs, parsed params in, a `Result` out. */
export type Handlers = {
  readonly [Room in keyof Rooms]: {
    readonly [Verb in keyof Rooms[Room]]: (
      params: ParamsOf<Rooms[Room][Verb]>,
    ) => Answer<Rooms[Room][Verb]> | Promise<Answer<Rooms[Room][Verb]>>
  }
}

/** Begins to remove everything; what is left to do follows the answer. */
export type Wipe = () => Result<void, { readonly type: 'DiskFull' | 'DiskFailed' }>

/** What only the process can do that holds the folder. */
export interface Keeper {
  readonly wipe: Wipe
  readonly backup: (
    passphrase: string,
  ) => Result<{ readonly chunks: AsyncIterable<Uint8Array> }, { readonly type: 'NoAccount' | 'DiskFailed' }>
  readonly restore: (source: AsyncIterable<Uint8Array>, passphrase: string) => Promise<Result<void, RestoreRefusal>>
}

/** Fewest characters of a passphrase that guards something others may carry away. */
export const LEAST_PASSPHRASE = 8

/** Longest text of a message in bytes of UTF-8: a fact's value has 64 KiB (E4), of which 1 KiB is for all but the text. */
export const LONGEST_MESSAGE = 63 * 1024

/** What each method does, in terms of the messenger. Everything else is the messenger's. */
export const handlersOf = (messenger: Messenger, bundles: Bundles, about: () => About, keeper: Keeper): Handlers => {
  const send = gatherSends(messenger)
  return {
    account: {
      create: (ask) => messenger.account.create(ask),
      get: () => ok(messenger.account.get()),
      setProfile: ({ picture, ...ask }) =>
        done(messenger.account.setProfile({ ...ask, ...(picture !== undefined && { picture: fromBase64(picture) }) })),
      backup: ({ passphrase }) => {
        if (messenger.account.get() === null) return fail({ type: 'NoAccount' })
        if (passphrase.length < LEAST_PASSPHRASE) return fail({ type: 'PassphraseTooShort', least: LEAST_PASSPHRASE })
        const out = keeper.backup(passphrase)
        return out.ok ? ok({ bundle: bundles.offer(out.value) }) : out
      },
      restore: async ({ bundle = '', passphrase = '', words, relay }) => {
        if (words !== undefined)
          return done(messenger.account.recover({ words, relays: relay === undefined ? [] : [relay] }))
        if (messenger.account.get() !== null) return fail({ type: 'AccountExists' })
        const source = bundles.take(bundle)
        return source === null ? fail({ type: 'BundleUnknown' }) : done(await keeper.restore(source, passphrase))
      },
      recoveryWords: ({ language = 'en' }) => messenger.account.recoveryWords({ language }),
      confirmWords: (ask) => done(messenger.account.confirmWords(ask)),
      picture: (ask) => {
        const found = messenger.account.picture(ask)
        return found.ok ? ok({ ...found.value, bytes: Buffer.from(found.value.bytes).toString('base64') }) : found
      },
    },
    device: {
      link: ({ relays = [] }) => messenger.device.link({ relays }),
      linking: () => ok(messenger.device.linking()),
      approve: ({ link, certifier = false }) => messenger.device.approve({ link: link.trim(), certifier }),
      confirm: (ask) => messenger.device.confirm(ask),
      list: () => messenger.device.list(),
      rename: (ask) => done(messenger.device.rename(ask)),
      remove: (ask) => done(messenger.device.remove(ask)),
    },
    contact: {
      card: ({ once = false }) => messenger.contact.card({ once }),
      add: ({ link }) => messenger.contact.add({ link: link.trim() }),
      preview: ({ link }) => messenger.contact.preview({ link: link.trim() }),
      requests: () => ok([...messenger.contact.requests()]),
      accept: (ask) => messenger.contact.accept(ask),
      decline: (ask) => done(messenger.contact.decline(ask)),
      list: () => ok([...messenger.contact.list()]),
      rename: (ask) => done(messenger.contact.rename(ask)),
      verify: (ask) => done(messenger.contact.verify(ask)),
      block: ({ account }) => done(messenger.contact.block({ account, blocked: true })),
      unblock: ({ account }) => done(messenger.contact.block({ account, blocked: false })),
      blocked: () => ok(messenger.contact.blocked()),
      safetyNumber: (ask) => messenger.contact.safetyNumber(ask),
    },
    space: {
      list: () => ok(messenger.space.list()),
      get: (ask) => messenger.space.get(ask),
      create: (ask) => messenger.space.create(ask),
      invite: (ask) => done(messenger.space.invite(ask)),
      removeMember: (ask) => done(messenger.space.removeMember(ask)),
      setRole: (ask) => done(messenger.space.setRole(ask)),
      setPolicy: (ask) => done(messenger.space.setPolicy(ask)),
      setProfile: ({ picture, ...ask }) =>
        done(messenger.space.setProfile({ ...ask, ...(picture !== undefined && { picture: fromBase64(picture) }) })),
      leave: (ask) => done(messenger.space.leave(ask)),
      invitations: () => ok(messenger.space.invitations()),
      accept: (ask) => messenger.space.accept(ask),
      decline: (ask) => done(messenger.space.decline(ask)),
      inviteLink: (ask) => messenger.space.inviteLink(ask),
      inviteLinks: (ask) => messenger.space.inviteLinks(ask),
      revokeInvite: (ask) => done(messenger.space.revokeInvite(ask)),
      previewJoin: (ask) => messenger.space.previewJoin(ask),
      join: (ask) => messenger.space.join(ask),
      joining: () => ok(messenger.space.joining()),
      cancelJoin: (ask) => done(messenger.space.cancelJoin(ask)),
      joinRequests: (ask) => messenger.space.joinRequests(ask),
      acceptJoin: (ask) => done(messenger.space.acceptJoin(ask)),
      declineJoin: (ask) => done(messenger.space.declineJoin(ask)),
    },
    chat: {
      send: (ask) => {
        const bytes = utf8Length(ask.text)
        if (bytes > LONGEST_MESSAGE) return fail({ type: 'TextTooLong', limit: LONGEST_MESSAGE, bytes })
        return send(ask)
      },
      page: (ask) => {
        const page = messenger.chat.page(ask)
        return page.ok ? ok({ ...page.value, more: moreOf(ask, page.value) }) : page
      },
      get: (ask) => messenger.chat.get(ask),
      keepDraft: (ask) => done(messenger.chat.keepDraft(ask)),
      receipts: (ask) => messenger.chat.receipts(ask),
      markRead: (ask) => done(messenger.chat.markRead(ask)),
    },
    search: {
      query: (ask) => messenger.search.query(ask),
    },
    sync: {
      status: () => ok(messenger.sync.status()),
      exportBundle: (ask) => {
        const out = messenger.sync.exportBundle(ask)
        return out.ok ? ok({ bundle: bundles.offer(out.value) }) : out
      },
      importBundle: ({ bundle }) => bundles.importInto(messenger, bundle),
    },
    network: {
      status: () => ok(messenger.network.status()),
      setRelays: (ask) => done(messenger.network.setRelays(ask)),
      connect: (ask) => messenger.network.connect(ask),
    },
    node: {
      about: () => ok(about()),
      wipe: ({ name }) => {
        const account = messenger.account.get()
        if (account === null) return fail({ type: 'NoAccount' })
        return account.name === name.trim() ? done(keeper.wipe()) : fail({ type: 'NameDiffers' })
      },
    },
  } satisfies Handlers
}

const fromBase64 = (text: string | null): Uint8Array | null =>
  text === null ? null : new Uint8Array(Buffer.from(text, 'base64'))

const moreOf = (ask: PageAsk, page: PageView): boolean => (ask.after === undefined ? page.older : page.newer)

/** Nothing to say is said as an empty object. */
const done = <E>(outcome: Result<void, E>): Result<Record<string, never>, E> => (outcome.ok ? ok({}) : outcome)
