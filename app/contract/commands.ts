/** The `dure` command as data: from here it parses its arguments, prints its help, and docs/api.md is written. */

/** An option as people write it. Without `value` it is a switch. */
export interface CommandOption {
  /** What stands after it, for example `DIR`. */
  readonly value?: string
  readonly does: string
  /** Whether it may be given several times. */
  readonly many?: true
  readonly needed?: true
}

export interface Command {
  readonly does: string
  readonly options: { readonly [name: string]: CommandOption }
  /** What must stand after the options, by name. */
  readonly operands?: readonly string[]
  /** The one line of JSON on stdout when it is ready, as an example. */
  readonly ready?: string
}

const data = { value: 'DIR', does: 'The data folder. Made if it is not there.', needed: true } as const
const oldData = { value: 'DIR', does: 'The data folder.', needed: true } as const
const importData = { ...oldData, does: 'The data folder. For a backup it is made if it is not there.' } as const
const passphraseFile = {
  value: 'FILE',
  does: 'Where the passphrase of a backup stands, on its first line; - for standard input.',
} as const
const relay = {
  value: 'MULTIADDR',
  does: 'A relay to use, besides those that were set in the app.',
  many: true,
} as const

export const commands = {
  serve: {
    does: 'A node with its pages and the contract on 127.0.0.1.',
    options: {
      data,
      port: { value: 'N', does: 'The port of pages and contract; 0, the default, takes any that is free.' },
      listen: {
        value: 'MULTIADDR',
        does: 'Where other nodes reach this one; nowhere, if it is never given.',
        many: true,
      },
      relay,
      'no-mdns': { does: 'Neither looks for nodes on the local network nor answers there.' },
      open: { does: 'Opens the page in the browser.' },
    },
    ready:
      '{"ready":true,"pid":4711,"url":"http://127.0.0.1:8642/#token=…","rpc":"ws://127.0.0.1:8642/rpc","token":"…","peer":"…"}',
  },
  relay: {
    does: 'A relay: it helps nodes to reach each other, and keeps sealed envelopes that it cannot read.',
    options: {
      data,
      listen: { value: 'MULTIADDR', does: 'Where nodes reach it.', many: true },
      config: { value: 'FILE', does: 'Its settings and quotas (YAML).' },
    },
    ready: '{"ready":true,"pid":4711,"peer":"…","multiaddrs":["…"],"metrics":"http://127.0.0.1:…/metrics"}',
  },
  demo: {
    does: 'A relay and three people with weeks of chats, all on this computer, and two of their pages side by side. What a newcomer should see first.',
    options: {
      keep: {
        value: 'DIR',
        does: 'Keeps it in this folder, and takes it up again from there; else it is all gone at the end.',
      },
      'no-open': { does: 'Opens no windows; the addresses are in the ready line.' },
    },
    ready:
      '{"ready":true,"pid":4711,"folder":"/tmp/dure-demo-…","relay":["…"],"people":[{"name":"김보라","url":"http://127.0.0.1:8642/#token=…","rpc":"…","token":"…"},{"name":"Jun Park","url":"…","rpc":"…","token":"…"}]}',
  },
  doctor: {
    does: 'Checks every envelope, chain, snapshot and projection. Ends with code 1 if something is wrong.',
    options: {
      data: oldData,
      rebuild: { does: 'Makes anew whatever can be made from envelopes.' },
      json: { does: 'Says what it found as JSON.' },
    },
  },
  export: {
    does: 'Writes a bundle: sealed envelopes to carry by hand to somebody’s `dure import`. Or, with --backup, everything, under a passphrase.',
    options: {
      data: oldData,
      space: { value: 'ID', does: 'Only this space; all, if it is never given.', many: true },
      backup: { does: 'A backup of the whole account, keys too, sealed under a passphrase.' },
      'passphrase-file': passphraseFile,
      since: { value: 'TIME', does: 'Only what came since: milliseconds since 1970, or a date such as 2026-11-21.' },
    },
    operands: ['FILE'],
  },
  import: {
    does: 'Takes in a bundle; or a backup, into a data folder without an account, where it goes on as a new device.',
    options: { data: importData, 'passphrase-file': passphraseFile },
    operands: ['FILE'],
  },
} as const satisfies Readonly<Record<string, Command>>

export type CommandName = keyof typeof commands

/** `dure serve --data DIR [--port N] …` */
export const usageOf = (name: string, { options, operands = [] }: Command): string =>
  [
    `dure ${name}`,
    ...Object.entries(options).map(([option, { value, many, needed }]) => {
      const written = value === undefined ? `--${option}` : `--${option} ${value}`
      return `${needed ? written : `[${written}]`}${many ? '…' : ''}`
    }),
    ...operands,
  ].join(' ')
