/**
 * The messenger as the service and the simulator see it: plain, synchronous, in the words of the contract.
 * Ids come in as text that has the form of an id (base32, bounded) and nothing more; the messenger says `…Unknown`.
 * Times are milliseconds since 1970. Every array is in the order in which it is to be shown.
 */

import type { Result } from '#core/proof/result.ts'

/** A refusal: a type from a closed list, and facts (plain JSON) beside it. */
export type Refusal<Type extends string, Facts extends object = object> = Readonly<{ type: Type } & Facts>

/** Before `account.create`. Whatever needs an account may answer so. */
export type NoAccount = Refusal<'NoAccount'>
/** This device has stopped writing (I4): what is asked would say something new. */
export type WritingStopped = Refusal<'WritingStopped', { readonly reason: StopReason }>
/** Nothing was kept, because the disk is full or refuses to be written. Trying again later is right. */
export type NotKept = Refusal<'DiskFull' | 'DiskFailed'>
/** Why anything that writes may be refused, besides reasons of its own. */
export type WriteRefusal = NoAccount | WritingStopped | NotKept
export type NameInvalid = Refusal<'NameInvalid', { readonly reason: 'empty' | 'tooLong' | 'controlCharacters' }>
/** Why a picture is not taken. Rule I8. */
export type PictureInvalid = Refusal<
  'PictureInvalid',
  { readonly reason: 'tooLarge' | 'kind' | 'damaged' | 'dimensions' | 'moving' | 'metadata' }
>
export type PictureType = 'image/png' | 'image/jpeg' | 'image/webp'
export type SpaceUnknown = Refusal<'SpaceUnknown'>
export type MessageUnknown = Refusal<'MessageUnknown'>
export type AccountUnknown = Refusal<'AccountUnknown'>
/** One left the group, or was removed from it. */
export type NotAMember = Refusal<'NotAMember'>
/** One's role does not allow it. */
export type NotAllowed = Refusal<'NotAllowed'>
/** The group has a fresh key that is not here yet: nothing can be said to it until a member brings it. */
export type KeyAwaited = Refusal<'KeyAwaited'>
export type TitleInvalid = Refusal<'TitleInvalid'>
export type GroupFull = Refusal<'GroupFull', { readonly limit: number }>
/** `account`: who it is; null: oneself. */
export type AlreadyMember = Refusal<'AlreadyMember', { readonly account: string | null }>
/** Nobody asks here to be accepted into that group. */
export type InvitationUnknown = Refusal<'InvitationUnknown'>
/** Why a text is no link into a group. */
export type InviteLinkInvalid = Refusal<'LinkMalformed' | 'InviteMalformed' | 'InviteForged' | 'InviteVersionUnknown'>
/** Why somebody may not change a group. */
export type GroupRefusal = SpaceUnknown | NotAMember | WriteRefusal

/** Why a device stopped writing: its folder was copied, rolled back, a peer holds a newer envelope of its feed, or it was removed; or it is
 * still reading what the recovery words lead to. */
export type StopReason = 'FolderCopied' | 'FolderRolledBack' | 'FeedAhead' | 'DeviceRemoved' | 'Recovering'

export interface AccountView {
  readonly account: string
  readonly device: string
  readonly name: string
  /** The id of one's picture, which changes with it; null: none. */
  readonly picture: string | null
  /** Null: this device writes. Rule I4. */
  readonly stopped: StopReason | null
  /** Whether its person has the recovery words; before, a lost first device cannot be shut out. Rule I1. */
  readonly words: WordsState
}

/** `unconfirmed`: they can be shown here. `elsewhere`: only the account's first device can show them. `confirmed`: no device can. */
export type WordsState = 'unconfirmed' | 'elsewhere' | 'confirmed'
/** The words are not to be had here: nobody has them but their person, or another device does. */
export type WordsGone = Refusal<'WordsConfirmed' | 'WordsElsewhere'>
/** A word as somebody typed it, and where it stands among the 24, counted from 1. */
export interface TypedWord {
  readonly place: number
  readonly word: string
}

/** One of this account's devices. */
export interface DeviceView {
  readonly device: string
  /** What it is called here, else what it called itself when it was certified. */
  readonly name: string
  /** When it was certified. */
  readonly at: number
  /** Whether it is this one. */
  readonly current: boolean
  /** When it last said anything that came here; null: nothing yet. */
  readonly lastHeard: number | null
}

/**
 * Whether this installation is being let into an account. `waiting`: its link is shown. `comparing`: somebody who has the
 * link is there, and both screens show the same digits. `failed`: nothing came of it, and the link is none any more.
 */
export interface LinkingView {
  readonly state: 'none' | 'waiting' | 'comparing' | 'failed'
  readonly link: string | null
  readonly code: string | null
}
export type DeviceUnknown = Refusal<'DeviceUnknown'>
/** Only a device that holds the certifier's key lets others in, or answers for them. Rule I3. */
export type CannotCertify = Refusal<'CannotCertify'>

/** A person one has added or accepted. */
export interface ContactView {
  readonly account: string
  /** What to show: the name given here, else her own. */
  readonly name: string
  /** What she calls herself. */
  readonly ownName: string
  /** `asked`: she has not answered yet. */
  readonly state: 'asked' | 'accepted'
  /** The direct chat with her. */
  readonly space: string
  /** The id of her picture, which changes with it; null: none. */
  readonly picture: string | null
  /** Whether her safety number was compared here (I5). */
  readonly verified: boolean
  /** When she last said anything that came here, a receipt too; null: nothing yet. */
  readonly lastHeard: number | null
}

/** Whom a link leads to. `known`: `asks` waits to be accepted here; `asked` and `accepted` are contacts already. */
export interface PreviewView {
  readonly account: string
  readonly name: string
  readonly once: boolean
  readonly known: 'no' | 'asks' | 'asked' | 'accepted'
}

/** Somebody who asks to be accepted. */
export interface RequestView {
  readonly account: string
  readonly name: string
  readonly at: number
}

/**
 * How far one's own message came. `saved`: durable here. `relayed`: a mailbox holds it. `delivered`: a device of
 * every other member has it. `read`: they have seen it. Others' messages are `delivered`, or `read` by oneself.
 */
export type Delivery = 'saved' | 'relayed' | 'delivered' | 'read'

export interface MessageView {
  /** Base32, opaque, stable, at most 128 characters. */
  readonly message: string
  readonly author: string
  readonly at: number
  readonly text: string
  /** What it answers. `text` is null (and so is `author`) while that message is not here. */
  readonly replyTo: {
    readonly message: string
    readonly author: string | null
    readonly text: string | null
  } | null
  readonly delivery: Delivery
  /** Its author is blocked here: its text is left out. */
  readonly blocked: boolean
  /** Its device said two different things in this place: shown as disputed (E7). */
  readonly disputed: boolean
}

/** What newcomers may read, and who may invite. */
export interface PolicyView {
  readonly history: 'all' | 'fromNow'
  readonly invite: 'members' | 'admins'
}

export type RoleView = 'owner' | 'admin' | 'member'

export interface SpaceView {
  readonly space: string
  readonly kind: 'direct' | 'group'
  /** What to show: of a direct chat, the other's name. */
  readonly title: string
  /** The id of what it looks like, of a direct chat the other's picture; null: none. */
  readonly picture: string | null
  readonly unread: number
  readonly last: MessageView | null
  /** Accounts, oneself among them while one belongs. */
  readonly members: readonly string[]
  /**
   * Of a direct chat: `asked` until the other has accepted. Of a group: `joining` until its members are known here, `left`
   * and `removed` once one is out: what was said before can be read, and nothing be written.
   */
  readonly state: 'asked' | 'open' | 'joining' | 'left' | 'removed'
  /** What one is there oneself; null: no member. */
  readonly role: RoleView | null
  /** What stands unsent on this computer; empty where nothing does. */
  readonly draft: string
}

export interface MemberView {
  readonly account: string
  readonly name: string
  readonly role: RoleView
  /** The id of her picture; null: none. */
  readonly picture: string | null
  readonly devices: readonly { readonly device: string; readonly name: string }[]
}

/** Something that became of a group, to be shown between its messages. Names are those of now. */
export interface LineView {
  /** Opaque and stable. */
  readonly line: string
  readonly at: number
  readonly kind:
    'created' | 'added' | 'joined' | 'removed' | 'left' | 'role' | 'policy' | 'title' | 'picture' | 'device'
  /** Who did it; of `joined`, whose link it was. */
  readonly by: string
  readonly byName: string
  /** To whom; null where it was done to nobody. */
  readonly whom: string | null
  readonly whomName: string | null
  /** Of `role`: what they are now. */
  readonly role: RoleView | null
  /** Of `created` and `title`. */
  readonly title: string | null
  /** Of `policy`. */
  readonly history: PolicyView['history'] | null
  readonly invite: PolicyView['invite'] | null
}

/** A group that somebody who is no contact brought one into. */
export interface InvitationView {
  readonly space: string
  readonly title: string
  /** How many belong. */
  readonly members: number
  readonly at: number
  readonly by: string
  readonly byName: string
}

/** A group whose link was used here, and that has not answered. */
export interface JoiningView {
  readonly space: string
  readonly title: string
  /** Whether its maker decides. */
  readonly approval: boolean
  readonly expiresAt: number | null
  readonly at: number
  readonly by: string
  readonly byName: string
}

/** What a link leads to. `known`: whether one is in, asks already, was removed; `expired`: it is too late. */
export interface JoinPreview {
  readonly space: string
  readonly title: string
  /** How many belonged when it was made. */
  readonly members: number
  readonly expiresAt: number | null
  readonly once: boolean
  readonly approval: boolean
  readonly by: string
  readonly byName: string
  readonly known: 'no' | 'joining' | 'member' | 'removed' | 'expired'
}

/** A link into a group, made here. */
export interface InviteLinkView {
  readonly invite: string
  readonly link: string
  readonly madeAt: number
  readonly expiresAt: number | null
  /** How many it serves; null: as many as come. */
  readonly uses: number | null
  readonly used: number
  readonly approval: boolean
}

/** Somebody who waits to be let into a group. */
export interface JoinRequestView {
  readonly account: string
  readonly name: string
  readonly at: number
}

/** How far a message came with one other member. `none`: nothing is known yet. */
export interface ReceiptView {
  readonly account: string
  readonly name: string
  readonly state: 'none' | 'delivered' | 'read'
}

/** A stretch of a chat, oldest first. */
export interface PageView {
  readonly messages: readonly MessageView[]
  /**
   * What became of the group between the first of these messages and the one after the last, and before the first and after
   * the last where there are no others. So each stands on one page of those that follow each other.
   */
  readonly lines: readonly LineView[]
  /** Whether there are messages before the first, and after the last of these. */
  readonly older: boolean
  readonly newer: boolean
  /** How many messages stand before the first of these, and how many the chat has. */
  readonly before: number
  readonly total: number
  /** Where `unread` was asked: the first message of others that was not read; null where there is none. */
  readonly firstUnread: string | null
}

/**
 * Which stretch: the newest, or what lies before, after or around a message (not itself, but for `around`), from the nth
 * message on, or around the first unread.
 */
export interface PageAsk {
  readonly space: string
  /** Counted from 0, the oldest. */
  readonly index?: number
  /** Around the first unread, or the newest where all is read. */
  readonly unread?: true
  readonly before?: string
  readonly after?: string
  readonly around?: string
  /** 1 to 500. */
  readonly limit: number
}

export interface SearchHit {
  readonly space: string
  readonly message: string
  /** Part of the text around what was found, at most about 160 characters. */
  readonly snippet: string
  readonly at: number
}

/** An open sync session (Y7). Numbers count since it opened. */
export interface SessionView {
  readonly peer: string
  /** Whose device it is, where that is known. */
  readonly account: string | null
  readonly role: 'member' | 'mailbox'
  readonly path: 'direct' | 'local' | 'relay'
  readonly phase: 'hello' | 'frontier' | 'live'
  /** Envelopes still to go each way. */
  readonly toSend: number
  readonly toReceive: number
  readonly bytesIn: number
  readonly bytesOut: number
  /** Of those bytes, what is envelopes: nonces, boxes, signatures, admissions. The rest is overhead. */
  readonly envelopeBytesIn: number
  readonly envelopeBytesOut: number
  readonly envelopesIn: number
  readonly envelopesOut: number
  readonly duplicates: number
  readonly roundTrips: number
  /** Milliseconds until nothing was left to move for the first time; null before. */
  readonly settledMs: number | null
}

/** Who holds what of a space. */
export interface HoldingView {
  readonly space: string
  /** Envelopes held here. */
  readonly held: number
  readonly holders: readonly {
    readonly peer: string
    readonly account: string | null
    readonly role: 'member' | 'mailbox'
    /** How many of the envelopes held here it is not known to hold; of a mailbox, of those this account wrote. */
    readonly missing: number
  }[]
  /** Feeds that stopped, with the typed reason (E6). */
  readonly stopped: readonly { readonly account: string | null; readonly reason: string }[]
}

export interface NetworkView {
  /** `starting` until libp2p listens; `off` when started without a network. */
  readonly state: 'off' | 'starting' | 'up'
  /** Multiaddrs by which others reach this node. */
  readonly listen: readonly string[]
  readonly peers: readonly {
    readonly peer: string
    readonly account: string | null
    readonly path: 'direct' | 'local' | 'relay'
    readonly address: string
  }[]
  readonly relays: readonly {
    readonly address: string
    readonly peer: string | null
    readonly state: 'connecting' | 'connected' | 'reserved'
    /** What stands in the way, for the curious; not translated. */
    readonly detail: string | null
  }[]
  /** How many milliseconds this computer's clock is ahead of most peers'; null: nobody has reason to doubt it. Rule E8. */
  readonly clock: number | null
}

/** A bundle being written: pulled chunk by chunk, so that a slow disk or browser slows the reader of the database. */
export interface BundleOut {
  readonly chunks: AsyncIterable<Uint8Array>
}

/** What an import brought. */
export interface BundleReport {
  /** Envelopes in the bundle, and how many of them were new here, and how many were refused (E6). */
  readonly envelopes: number
  readonly fresh: number
  readonly refused: number
  /** Spaces that got something new. */
  readonly spaces: readonly string[]
}

/** Why a bundle cannot be read on. */
export type BundleRefusal =
  Refusal<'BundleMalformed' | 'BundleTruncated' | 'BundleVersionUnknown'> | NoAccount | NotKept

export type AddressInvalid = Refusal<'AddressInvalid', { readonly address: string; readonly detail: string }>

/** What the messenger tells. `messages` are those that are new or changed in any way (also only in delivery). */
export type MessengerEvent =
  | { readonly topic: 'account.changed' }
  /** This account's devices, or how far a linking is, changed. */
  | { readonly topic: 'device.changed' }
  /** Contacts or requests. */
  | { readonly topic: 'contact.changed' }
  /** A space appeared, or its title, members, unread count or last message changed. */
  | { readonly topic: 'space.changed'; readonly space: string }
  /** At most 100 ids; null: so many that reading again is better. */
  | { readonly topic: 'chat.changed'; readonly space: string; readonly messages: readonly string[] | null }
  | { readonly topic: 'sync.progress'; readonly peer: string; readonly received: number; readonly expected: number }
  /** Peers, relays, addresses or sessions changed. */
  | { readonly topic: 'network.changed' }
  | { readonly topic: 'notice'; readonly notice: Notice }

/** Something a person should be told once. */
export type Notice =
  | { readonly type: 'ClockWrong'; /** How far ahead of most peers this computer is. */ readonly differenceMs: number }
  | { readonly type: 'WritingStopped'; readonly reason: StopReason }
  | { readonly type: 'DiskFull' }
  | {
      readonly type: 'LateMessages'
      readonly space: string
      readonly count: number
      /** The earliest of them. */
      readonly first: string
    }
  | { readonly type: 'FeedStopped'; readonly space: string; readonly account: string | null; readonly reason: string }
  /** A card for one person was shown by this account first, and then by another (I6). */
  | { readonly type: 'OnceCardShownTwice'; readonly account: string }
  /** Somebody's program (null: a relay's, or a stranger's) is too new, or this one too new for it, to talk. */
  | { readonly type: 'VersionsApart'; readonly name: string | null; readonly newer: 'they' | 'we' }
  | { readonly type: 'ForkFound'; readonly space: string; readonly account: string | null }

/** The messenger, as the service needs it. One method a contract method; all synchronous; none throws for what people do. */
export interface Messenger {
  readonly account: {
    create(ask: {
      readonly name: string
    }): Result<{ readonly account: string; readonly device: string }, NameInvalid | NotKept | Refusal<'AccountExists'>>
    /** Null before `create`. */
    get(): AccountView | null
    /** What is left out stays as it is; `picture` null: none any more. */
    setProfile(ask: {
      readonly name?: string
      readonly picture?: Uint8Array | null
    }): Result<void, NameInvalid | PictureInvalid | WriteRefusal>
    /**
     * Takes an account back by its words. `Recovering` in `get` until its own space was read from a relay; then it goes on as a
     * new device, and what the certifier before certifies from now on is out. Rules I1, I7.
     */
    recover(ask: {
      readonly words: string
      readonly relays: readonly string[]
    }): Result<
      void,
      | Refusal<'WordsMalformed', { readonly reason: 'count' | 'word' | 'checksum'; readonly place: number | null }>
      | Refusal<'AccountExists'>
      | NotKept
    >
    /** The 24 words that say the account's root, for its person's eyes, until they are confirmed. Rule I1. */
    recoveryWords(ask: {
      readonly language: 'en' | 'ko'
    }): Result<{ readonly words: readonly string[] }, NoAccount | WordsGone>
    /** Whoever types these words has them: root and recovery secret are erased. At least three places. Rule I1. */
    confirmWords(ask: {
      readonly words: readonly TypedWord[]
    }): Result<void, NoAccount | WordsGone | Refusal<'WordsWrong', { readonly places: readonly number[] }> | NotKept>
    /** A picture of somebody known, by its id. */
    picture(ask: {
      readonly picture: string
    }): Result<{ readonly type: PictureType; readonly bytes: Uint8Array }, Refusal<'PictureUnknown'>>
  }
  readonly device: {
    /** On a new installation: a link to show to a device of the account. Asked again, the same one, while it serves. Rule I3. */
    link(ask: {
      readonly relays: readonly string[]
    }): Promise<
      Result<
        { readonly link: string; readonly code: string | null },
        Refusal<'AccountExists' | 'NetworkOff'> | AddressInvalid
      >
    >
    /** How far that is. */
    linking(): LinkingView
    /** On a device of the account: reaches a new one by its link. The digits are to be compared with the new one's. */
    approve(ask: {
      readonly link: string
      readonly certifier: boolean
    }): Promise<
      Result<
        { readonly code: string; readonly name: string },
        | CannotCertify
        | Refusal<
            'DeviceLinkMalformed' | 'DeviceLinkVersionUnknown' | 'DeviceUnreachable' | 'LinkRefused' | 'NetworkOff'
          >
        | WriteRefusal
      >
    >
    /** The digits are the same: the new device is let in. Answers when it has all it needs, durably. */
    confirm(ask: {
      readonly code: string
    }): Promise<
      Result<
        { readonly device: string },
        | Refusal<'NothingToConfirm' | 'LinkRefused'>
        | Refusal<'CodeWrong', { readonly left: number }>
        | CannotCertify
        | WriteRefusal
      >
    >
    list(): Result<readonly DeviceView[], NoAccount>
    /** What a device is called on this account's devices; null: what it calls itself. */
    rename(ask: {
      readonly device: string
      readonly name: string | null
    }): Result<void, DeviceUnknown | NameInvalid | WriteRefusal>
    /** Puts a device out of the account everywhere, under fresh keys. Rules I1, I6, S6. */
    remove(ask: { readonly device: string }): Result<void, DeviceUnknown | Refusal<'DeviceIsThis'> | WriteRefusal>
  }
  readonly contact: {
    /** `link`: `dure:contact#…`. */
    card(ask: { readonly once: boolean }): Result<{ readonly link: string }, WriteRefusal>
    add(ask: {
      readonly link: string
    }): Result<
      { readonly account: string; readonly space: string },
      Refusal<'LinkMalformed' | 'CardMalformed' | 'CardForged' | 'CardVersionUnknown' | 'OwnCard'> | WriteRefusal
    >
    /** Who a link leads to, without adding anybody. */
    preview(ask: {
      readonly link: string
    }): Result<
      PreviewView,
      Refusal<'LinkMalformed' | 'CardMalformed' | 'CardForged' | 'CardVersionUnknown' | 'OwnCard'> | NoAccount
    >
    requests(): readonly RequestView[]
    accept(ask: { readonly account: string }): Result<{ readonly space: string }, AccountUnknown | WriteRefusal>
    decline(ask: { readonly account: string }): Result<void, AccountUnknown | WriteRefusal>
    list(): readonly ContactView[]
    /** `name` null: call her again what she calls herself. */
    rename(ask: {
      readonly account: string
      readonly name: string | null
    }): Result<void, AccountUnknown | NameInvalid | WriteRefusal>
    /** Notes that her safety number was compared, or that it does not count any more. Rule I5. */
    verify(ask: { readonly account: string; readonly verified: boolean }): Result<void, AccountUnknown | WriteRefusal>
    /** Shows nothing more of somebody, or does again. */
    block(ask: { readonly account: string; readonly blocked: boolean }): Result<void, AccountUnknown | WriteRefusal>
    blocked(): readonly { readonly account: string; readonly name: string }[]
    /** 60 digits, the same on both sides. Rule I5. */
    safetyNumber(ask: { readonly account: string }): Result<{ readonly number: string }, AccountUnknown | NoAccount>
  }
  readonly space: {
    /** Newest first by last message. Empty before there is an account. */
    list(): readonly SpaceView[]
    get(ask: { readonly space: string }): Result<
      Omit<SpaceView, 'members'> & {
        readonly members: readonly MemberView[]
        /** Null of a direct chat. */
        readonly policy: PolicyView | null
      },
      SpaceUnknown
    >
    /** A group of contacts; they are welcomed by letters. */
    create(ask: {
      readonly title: string
      readonly members: readonly string[]
      readonly policy?: Partial<PolicyView>
    }): Result<{ readonly space: string }, TitleInvalid | AccountUnknown | GroupFull | WriteRefusal>
    /** Adds contacts. */
    invite(ask: {
      readonly space: string
      readonly accounts: readonly string[]
    }): Result<void, GroupRefusal | NotAllowed | AccountUnknown | AlreadyMember | GroupFull | KeyAwaited>
    removeMember(ask: {
      readonly space: string
      readonly account: string
    }): Result<void, GroupRefusal | NotAllowed | AccountUnknown | KeyAwaited>
    setRole(ask: {
      readonly space: string
      readonly account: string
      readonly role: RoleView
    }): Result<void, GroupRefusal | NotAllowed | AccountUnknown | Refusal<'LastOwner'> | KeyAwaited>
    /** What is left out stays as it is. */
    setPolicy(
      ask: { readonly space: string } & Partial<PolicyView>,
    ): Result<void, GroupRefusal | NotAllowed | KeyAwaited>
    /** Title and picture; what is left out stays as it is, `picture` null: none any more. */
    setProfile(ask: {
      readonly space: string
      readonly title?: string
      readonly picture?: Uint8Array | null
    }): Result<void, GroupRefusal | NotAllowed | TitleInvalid | PictureInvalid | KeyAwaited>
    leave(ask: { readonly space: string }): Result<void, GroupRefusal | Refusal<'LastOwner'> | KeyAwaited>
    /** Groups that strangers brought one into. */
    invitations(): readonly InvitationView[]
    accept(ask: { readonly space: string }): Result<{ readonly space: string }, InvitationUnknown | WriteRefusal>
    decline(ask: { readonly space: string }): Result<void, InvitationUnknown | WriteRefusal>
    /** `expiresAt` in milliseconds since 1970; `uses`: how many it serves, all that come where it is left out. */
    inviteLink(ask: {
      readonly space: string
      readonly expiresAt?: number
      readonly uses?: number
      readonly approval?: boolean
    }): Result<{ readonly link: string; readonly invite: string }, GroupRefusal | NotAllowed | Refusal<'InviteExpired'>>
    inviteLinks(ask: { readonly space: string }): Result<readonly InviteLinkView[], GroupRefusal>
    revokeInvite(ask: { readonly invite: string }): Result<void, Refusal<'InviteUnknown'> | WriteRefusal>
    /** What a link leads to; nothing is kept of the look. */
    previewJoin(ask: { readonly link: string }): Result<JoinPreview, InviteLinkInvalid | NoAccount>
    /** Asks to be let in, whether or not anybody is there. */
    join(ask: {
      readonly link: string
    }): Result<
      { readonly space: string },
      InviteLinkInvalid | AlreadyMember | Refusal<'WasRemoved' | 'InviteExpired'> | WriteRefusal
    >
    joining(): readonly JoiningView[]
    cancelJoin(ask: { readonly space: string }): Result<void, InvitationUnknown | WriteRefusal>
    /** Who used a link of one's own that asks. */
    joinRequests(ask: { readonly space: string }): Result<readonly JoinRequestView[], GroupRefusal>
    acceptJoin(ask: {
      readonly space: string
      readonly account: string
    }): Result<void, GroupRefusal | NotAllowed | AccountUnknown | GroupFull | KeyAwaited>
    declineJoin(ask: { readonly space: string; readonly account: string }): Result<void, GroupRefusal | AccountUnknown>
  }
  readonly chat: {
    /** Answers when durable. The text has been checked: not empty, no lone surrogates, at most 64 KiB of UTF-8. */
    send(ask: {
      readonly space: string
      readonly text: string
      readonly replyTo?: string
    }): Result<
      { readonly message: string; readonly at: number },
      | SpaceUnknown
      | MessageUnknown
      | Refusal<'TextTooLong', { readonly limit: number; readonly bytes: number }>
      | Refusal<'TextEmpty' | 'TextMalformed'>
      | NotAMember
      | KeyAwaited
      | WriteRefusal
    >
    /** The same for several at once, on the disk together; one answer each, in order. */
    sendMany(
      asks: readonly { readonly space: string; readonly text: string; readonly replyTo?: string }[],
    ): readonly ReturnType<Messenger['chat']['send']>[]
    page(ask: PageAsk): Result<PageView, SpaceUnknown | MessageUnknown>
    /** Those of the named messages that are here, in the order of the chat, and how many it has. At most 100 ids. */
    get(ask: {
      readonly space: string
      readonly messages: readonly string[]
    }): Result<{ readonly messages: readonly MessageView[]; readonly total: number }, SpaceUnknown>
    /** Keeps what is being written, on this computer alone, whatever its length. Empty: forgets it. */
    keepDraft(ask: { readonly space: string; readonly text: string }): Result<void, SpaceUnknown | NotKept>
    /** How far one message came with each other member, in the order of their names. */
    receipts(ask: {
      readonly space: string
      readonly message: string
    }): Result<readonly ReceiptView[], SpaceUnknown | MessageUnknown>
    /** Everything up to this message is read. A mark never goes back. */
    markRead(ask: {
      readonly space: string
      readonly message: string
    }): Result<void, SpaceUnknown | MessageUnknown | WriteRefusal>
  }
  readonly search: {
    query(ask: {
      readonly text: string
      readonly space?: string
      readonly limit: number
    }): Result<{ readonly hits: readonly SearchHit[] }, SpaceUnknown>
  }
  readonly sync: {
    status(): { readonly sessions: readonly SessionView[]; readonly spaces: readonly HoldingView[] }
    /** All spaces, or some; all of them, or what came after `since`. */
    exportBundle(ask: {
      readonly spaces?: readonly string[]
      readonly since?: number
    }): Result<BundleOut, SpaceUnknown | NoAccount>
    /** Reads a bundle's bytes, in chunks of any size, to the end or the first damage. What was taken before that stays (Y4). */
    importBundle(source: AsyncIterable<Uint8Array>): Promise<Result<BundleReport, BundleRefusal>>
  }
  readonly network: {
    status(): NetworkView
    /** Replaces the relays in use, durably. */
    setRelays(ask: { readonly relays: readonly string[] }): Result<void, AddressInvalid | WriteRefusal>
    /** Keeps trying to reach whoever is at this address until the node ends; the outcome shows in `status`. */
    connect(ask: {
      readonly address: string
    }): Result<{ readonly peer: string }, AddressInvalid | Refusal<'NetworkOff'>>
  }
  /** Told of everything, synchronously, after the transaction that made it so. Returns its unsubscribe. */
  onEvent(listener: (event: MessengerEvent) => void): () => void
}

/** Which program this is, since when it runs (milliseconds since 1970), and its resident bytes. */
export interface About {
  readonly version: string
  readonly startedAt: number
  readonly memory: number
}
