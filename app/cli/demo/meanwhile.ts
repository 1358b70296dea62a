import type { NodePart, RunningNode } from '../parts.ts'
import { openPerson } from './history.ts'
import { names, type Role } from './story.ts'
import { given, until } from './until.ts'

/**
 * Haru goes ashore for a moment: what she wrote at sea is left with the relay, she asks Jun whether she may write to him,
 * and is away again before Bora comes.
 */
export const haruComesAshore = async (
  part: NodePart,
  place: string,
  jun: RunningNode,
  network: { readonly listen: readonly string[]; readonly relays: readonly string[]; readonly mdns: boolean },
  log: (line: string) => void,
): Promise<void> => {
  const who: Role = 'haru'
  const haru = await openPerson(part, place, who, { network, log })
  await haru.startNetwork()
  const { messenger } = haru
  const [chat] = messenger.space.list()
  const isLeft = (): boolean =>
    given(messenger.chat.page({ space: chat?.space ?? '', limit: 2 })).messages.every(
      ({ delivery }) => delivery !== 'saved',
    )
  await until(messenger, 'the relay has what was written at sea', isLeft)
  const { link } = given(jun.messenger.contact.card({ once: false }))
  given(messenger.contact.add({ link }))
  await until(jun.messenger, `${names.haru} asks Jun`, () => jun.messenger.contact.requests().length > 0)
  await haru.close()
}
