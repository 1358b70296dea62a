import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

/** A server of one page without a program: the floor of what a browser costs. */
export interface Plain {
  readonly url: string
  readonly close: () => Promise<void>
}

const row = (text: string): string => `<article class="row"><p>${text}</p></article>`

/** Long enough for a wheel that turns for ten seconds, as bare as a list of bubbles can be. */
const page = (rows: string): string => `<!doctype html><meta charset="utf-8"><title>plain</title><style>
  body { margin: 0; font: 15px/22px system-ui }
  #box { position: absolute; inset: 0; overflow-y: auto }
  .row { max-width: 60ch; margin: 2px 16px; padding: 8px 12px; border: 1px solid #ddd; border-radius: 16px; background: #fff }
  p { margin: 0 }
</style><div id="box">${rows}</div>`

/**
 * Serves three pages: `/list`, so many rows of text to scroll through; `/click`, where a press shows a screen of rows;
 * `/field`, where one writes.
 */
export async function servePlain(texts: readonly string[]): Promise<Plain> {
  const rows = texts.map(row).join('')
  const screen = texts.slice(0, 15).map(row).join('')
  const pages: Readonly<Record<string, string>> = {
    '/list': `${page(rows)}<script>box.scrollTop = 1e9</script>`,
    '/click': `${page('<button>open</button><div id="into"></div>')}<template id="ready">${screen}</template>
      <script>document.querySelector('button').onclick = () => into.append(ready.content.cloneNode(true))</script>`,
    '/field': page('<textarea autofocus></textarea>'),
  }
  const server = createServer((request, response) => {
    const found = pages[request.url ?? '']
    response.writeHead(found === undefined ? 404 : 200, { 'content-type': 'text/html' }).end(found)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  // A server that listens on a port has an address with it.
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}`,
    close: async () => {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}
