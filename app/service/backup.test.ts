import { existsSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import { openNode } from './computer.ts'
import type { ComputerNode } from './computer.ts'

const PASSPHRASE = 'tomatoes and tea'

/** A computer's place for folders and counters. */
const place = () => {
  const folder = mkdtempSync(join(tmpdir(), 'dure-backup-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

const open = async (folder: string, counters: string): Promise<ComputerNode> => {
  const opened = await openNode({ folder, mayMake: true, network: null, log: () => {}, counters })
  if (!opened.ok) throw new Error(JSON.stringify(opened.error))
  return opened.value
}

const must = <T>(
  outcome: { readonly ok: true; readonly value: T } | { readonly ok: false; readonly error: unknown },
): T => {
  if (!outcome.ok) throw new Error(JSON.stringify(outcome.error))
  return outcome.value
}

const whole = async (chunks: AsyncIterable<Uint8Array>) => Buffer.concat(await Array.fromAsync(chunks))

async function* once(bytes: Uint8Array) {
  yield await Promise.resolve(bytes)
}

/** Bora, who has written something to Jun, and her backup. */
const story = async () => {
  const here = place()
  const jun = await open(join(here, 'jun'), join(here, 'jun-starts'))
  must(jun.messenger.account.create({ name: 'Jun' }))
  const bora = await open(join(here, 'bora'), join(here, 'bora-starts'))
  must(bora.messenger.account.create({ name: 'Bora' }))
  const { link } = must(jun.messenger.contact.card({ once: true }))
  const { space } = must(bora.messenger.contact.add({ link }))
  must(bora.messenger.chat.send({ space, text: '김치를 나눌까요?' }))
  const backup = await whole(must(bora.backup(PASSPHRASE)).chunks)
  onTestFinished(async () => {
    await jun.close()
    await bora.close()
  })
  return { here, bora, space, backup }
}

describe('a backup of everything (I4)', () => {
  test('is taken in on another computer, where a new device of the account goes on with all that was said', async () => {
    const { here, bora, space, backup } = await story()
    const [folder, starts] = [join(here, 'new'), join(here, 'new-starts')]
    const empty = await open(folder, starts)
    must(await empty.beginRestore(once(backup), PASSPHRASE))
    await empty.close()
    const restored = await open(folder, starts)
    const [was, is] = [bora.messenger.account.get(), restored.messenger.account.get()]
    expect(is).toMatchObject({ account: was?.account, name: 'Bora', stopped: null })
    expect(is?.device).not.toBe(was?.device)
    expect(must(restored.messenger.chat.page({ space, limit: 9 })).messages).toMatchObject([
      { text: '김치를 나눌까요?' },
    ])
    must(restored.messenger.chat.send({ space, text: 'from the new one' }))
    await restored.close()
    expect(readdirSync(folder).toSorted()).toEqual(['dure.sqlite', 'keys', 'lock'])
    const again = await open(folder, starts)
    expect(again.messenger.account.get()?.device).toBe(is?.device)
    await again.close()
  })

  test('taken in twice is two devices, and on the computer of the old one too it is another', async () => {
    const { here, bora, backup } = await story()
    const devices = new Set([bora.messenger.account.get()?.device])
    for (const name of ['a', 'b']) {
      // The counters are those of the old one: as if its folder had been emptied.
      const [folder, starts] = [join(here, name), join(here, 'bora-starts')]
      const empty = await open(folder, starts)
      must(await empty.beginRestore(once(backup), PASSPHRASE))
      await empty.close()
      const restored = await open(folder, starts)
      devices.add(restored.messenger.account.get()?.device)
      await restored.close()
    }
    expect(devices.size).toBe(3)
  })

  test('with a wrong passphrase, a changed byte or an end that is missing is refused, and nothing is lost', async () => {
    const { here, backup } = await story()
    const [folder, starts] = [join(here, 'new'), join(here, 'new-starts')]
    const empty = await open(folder, starts)
    const { peer } = empty
    const refused = async (bytes: Uint8Array, passphrase = PASSPHRASE) => {
      const outcome = await empty.beginRestore(once(bytes), passphrase)
      return outcome.ok ? null : outcome.error.type
    }
    expect(await refused(backup, 'potatoes and tea')).toBe('PassphraseWrong')
    const at = backup.length - 1000
    expect(await refused(new Uint8Array(backup).with(at, (backup[at] ?? 0) ^ 1))).toBe('BackupDamaged')
    expect(await refused(backup.subarray(0, -1))).toBe('BackupTruncated')
    expect(await refused(Buffer.from('hello'))).toBe('BackupMalformed')
    await empty.close()
    const still = await open(folder, starts)
    expect([still.messenger.account.get(), still.peer]).toEqual([null, peer])
    must(await still.beginRestore(once(backup), PASSPHRASE))
    await still.close()
    const restored = await open(folder, starts)
    expect(restored.messenger.account.get()?.name).toBe('Bora')
    await restored.close()
  })

  test('goes into no folder that has an account', async () => {
    const { bora, backup } = await story()
    expect(await bora.beginRestore(once(backup), PASSPHRASE)).toEqual({ ok: false, error: { type: 'AccountExists' } })
  })

  test('cut short before its database was in place leaves who was there; after it, it is taken up', async () => {
    const { here, backup } = await story()
    const [folder, starts] = [join(here, 'new'), join(here, 'new-starts')]
    const empty = await open(folder, starts)
    const { peer } = empty
    must(await empty.beginRestore(once(backup), PASSPHRASE))
    await empty.close()
    // As if it had been killed between keeping the keys and putting the database there.
    const aside = join(here, 'aside')
    mkdirSync(aside)
    renameSync(join(folder, 'restored.sqlite'), join(aside, 'restored.sqlite'))
    const before = await open(folder, starts)
    expect([before.messenger.account.get(), before.peer]).toEqual([null, peer])
    must(await before.beginRestore(once(backup), PASSPHRASE))
    await before.close()
    expect(existsSync(join(folder, 'restored.sqlite'))).toBe(true)
    const after = await open(folder, starts)
    expect(after.messenger.account.get()?.name).toBe('Bora')
    await after.close()
  })
})
