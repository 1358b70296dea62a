import { join } from 'node:path'
import { corpus } from './corpus.ts'
import { must } from './history.ts'
import { homeAt, openHome, settleHome } from './home.ts'
import type { Home } from './home.ts'

/** A home with so many chats, each with a line in it. Nobody has answered yet, which costs a list nothing less. */
export async function writeCrowd(folder: string, chats: number, seed: number): Promise<Home> {
  const home = homeAt(join(folder, 'crowd'))
  const mine = openHome(home, { careless: true })
  must(mine.node.account.create({ name: 'Bora' }))
  for (const [n, text] of corpus(chats, seed).entries()) {
    const other = openHome(homeAt(join(folder, `other-${n}`)), { careless: true })
    must(other.node.account.create({ name: `Person ${n}` }))
    const { link } = must(other.node.contact.card({ once: false }))
    other.close()
    const { space } = must(mine.node.contact.add({ link }))
    must(mine.node.chat.send({ space, text }))
  }
  mine.close()
  await settleHome(home)
  return home
}
