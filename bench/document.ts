import { buildDocument, loadAutomerge, openDocument, readFacts, feedsByActor } from '#core/document/automerge/index.ts'
import type { Slices } from '#core/document/automerge/index.ts'
import { documentId, encodeBranchChange, GENESIS, shardOf, startBranch } from '#core/document/index.ts'
import type { FeedId, LogId } from '#core/envelope/types.ts'
import type { AccountTag } from '#core/identity/types.ts'
import { bytesToId, digest } from '#core/proof/index.ts'
import type { At } from '#core/proof/index.ts'

/** What was measured; times in milliseconds, sizes in bytes. */
export interface DocumentFigures {
  readonly messages: number
  readonly authors: number
  /** UTF-8 of all texts. */
  readonly textBytes: number
  readonly loadAutomergeMs: number
  readonly loadAutomergeRss: number
  /** Facts to change bytes and hash. */
  readonly encodeMs: number
  /** Of rows of changes: check everything, apply, save. */
  readonly buildMs: number
  readonly longestSliceMs: number
  readonly lastSliceMs: number
  /** Encode and build together, messages a second. */
  readonly perSecond: number
  readonly changeBytesPerMessage: number
  readonly savedBytesPerMessage: number
  /** Opening the saved document again, its longest slice (Automerge's own loading), and reading every fact. */
  readonly openSavedMs: number
  readonly openSavedLongestMs: number
  readonly readFactsMs: number
  readonly rssAfter: number
}

const START = Date.UTC(2026, 10, 1) * 1000
/** Mean microseconds between two messages of a busy month. */
const MONTH_MICROS = 29 * 86_400 * 1_000_000

const KOREAN =
  '오늘 저녁 내일 아침 우리 같이 만나자 만날까 어디서 몇시 좋아 그래 알겠어 고마워 미안 늦을 것 같아 지금 가는 중이야 도착했어 밥 먹었어 커피 마실래 회의 끝나고 연락할게 사진 보내줘 주말에 뭐해 영화 보러 갈래 비가 온대 우산 챙겨 조심히 들어가 잘자 생일 축하해 돈은 내가 보낼게 계좌 알려줘 엄마가 그러는데 정말 진짜 너무 많이 조금 아까 어제 다음주 월요일 화요일 금요일'.split(
    ' ',
  )
const ENGLISH =
  'see you at the station tomorrow morning I will bring the book did you read it yet maybe later thanks for dinner was great running late sorry on my way can we move the meeting to friday afternoon sounds good let me know when you are free happy birthday how much do I owe you send me the link please call me'.split(
    ' ',
  )

/** Mulberry32: numbers from 0 to 1, the same for a seed. */
function randomOf(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

/** Messages of about 30 characters, 60 % Korean and 40 % English. */
export function corpus(messages: number, seed: number): string[] {
  const random = randomOf(seed)
  return Array.from({ length: messages }, (_, i) => {
    const words = random() < 0.6 ? KOREAN : ENGLISH
    const picked = Array.from(
      { length: 4 + Math.floor(random() * 7) },
      () => words[Math.floor(random() * words.length)],
    )
    return `${picked.join(' ')}${random() < 0.3 ? ` ${i}` : ''}`
  })
}

/** Measures one chat's month: encoding, building, saving, opening and reading it. */
export async function benchDocument(messages: number, authors = 2, seed = 1): Promise<DocumentFigures> {
  const now = () => performance.now()
  const rss = () => process.memoryUsage().rss
  const texts = corpus(messages, seed)
  const random = randomOf(seed + 1)

  const rssBefore = rss()
  const loadStart = now()
  const automerge = await loadAutomerge()
  const loadAutomergeMs = now() - loadStart
  const loadAutomergeRss = rss() - rssBefore

  const kind = 'chat'
  const id = (what: string, n: number) => bytesToId(digest('dure/bench/v1', what, n))
  const document = documentId(id('log', 0) as LogId, kind, shardOf(START as At, 'month')) // 32 bytes each, as ids are
  const feeds = Array.from({ length: authors }, (_, n) => id('feed', n) as FeedId)
  const people = feeds.map((feed, n) => ({
    feed,
    tag: digest('dure/bench/v1', 'tag', n).slice(0, 16) as AccountTag,
    seq: 0,
    branch: startBranch({ feed, document, kind }),
  }))

  const encodeStart = now()
  const changes: Uint8Array[] = [GENESIS[kind].change]
  texts.forEach((body, i) => {
    const person = people[Math.floor(random() * people.length)]
    if (person === undefined) return
    const at = (START + Math.floor(((i + random()) * MONTH_MICROS) / messages)) as At
    const { feed, tag, branch } = person
    const facts = [{ container: 0, key: null, value: { kind: 'text', body } }]
    const encoded = encodeBranchChange({ branch, feed, seq: ++person.seq, at, tag, facts })
    person.branch = encoded.branch
    changes.push(encoded.change)
  })
  const encodeMs = now() - encodeStart
  const rows = joined(changes)

  const built = await timed(buildDocument(automerge, { kind, parts: [rows] }))
  if (!built.value.ok) throw new Error(built.value.error.type)
  const saved = built.value.value.bytes
  const opened = await timed(openDocument(automerge, { kind, parts: [saved] }))
  if (!opened.value.ok) throw new Error(opened.value.error.type)
  const readStart = now()
  const facts = readFacts(opened.value.value, feedsByActor(feeds, document))
  let count = 0
  if (facts.ok) for (const _ of facts.value) count++
  if (count !== messages) throw new Error(`${count} of ${messages} facts`)
  const readFactsMs = now() - readStart

  return {
    messages,
    authors,
    textBytes: texts.reduce((sum, text) => sum + Buffer.byteLength(text), 0),
    loadAutomergeMs,
    loadAutomergeRss,
    encodeMs,
    buildMs: built.ms,
    longestSliceMs: built.longest,
    lastSliceMs: built.last,
    perSecond: (messages / (encodeMs + built.ms)) * 1000,
    changeBytesPerMessage: rows.length / messages,
    savedBytesPerMessage: saved.length / messages,
    openSavedMs: opened.ms,
    openSavedLongestMs: opened.longest,
    readFactsMs,
    rssAfter: rss(),
  }
}

/** As rows of a database would be read. `concatBytes` takes its parts as arguments, which are never so many. */
const joined = (parts: readonly Uint8Array[]): Uint8Array => new Uint8Array(Buffer.concat(parts))

/** Runs slices to their end, with room for other work between them, as a node does. `longest` leaves out the last. */
async function timed<T>(slices: Slices<T>) {
  let ms = 0
  let longest = 0
  for (;;) {
    const start = performance.now()
    const step = slices.next()
    const took = performance.now() - start
    ms += took
    if (step.done) return { value: step.value, ms, longest, last: took }
    longest = Math.max(longest, took)
    await new Promise((resolve) => setImmediate(resolve))
  }
}

if (import.meta.main) {
  const [messages = '10000', authors = '2'] = process.argv.slice(2)
  console.log(JSON.stringify(await benchDocument(Number(messages), Number(authors)), null, 2))
}
