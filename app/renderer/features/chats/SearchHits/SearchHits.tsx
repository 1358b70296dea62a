import type { ReactElement } from 'react'
import { hitsQuery, MOST_HITS, spacesQuery, type Hit } from '../../../app/queries.ts'
import { hashOf } from '../../../app/route.ts'
import { useLive, useManner, useWorld } from '../../../app/world.ts'
import { failureSentence } from '../../../words/index.ts'
import { ChatRow } from '../ChatRow/ChatRow.tsx'
import { isNamed } from '../../people/names.ts'
import { partsOf } from './parts.ts'
import style from './SearchHits.module.css'

/** Most chats shown that are found by name. */
const MOST_NAMED = 20

export interface SearchHitsProps {
  readonly self: string
  readonly open: string | null
  readonly text: string
}

/** What was found: chats by name, then messages, the newest first. */
export const SearchHits = ({ self, open, text }: SearchHitsProps): ReactElement => {
  const { words } = useManner()
  const hits = useLive(hitsQuery(text, null))
  const spaces = useLive(spacesQuery)
  const chats = spaces.state === 'here' ? spaces.value : []
  const named = chats.filter(({ title }) => isNamed(title, text)).slice(0, MOST_NAMED)
  const titleOf = (space: string): string => chats.find((one) => one.space === space)?.title ?? ''
  return (
    <div className={style['hits']}>
      {named.length > 0 && (
        <>
          <h2 className={style['head']}>{words.chats.title}</h2>
          <ul aria-label={words.chats.namedList}>
            {named.map((space, n) => (
              <ChatRow
                key={space.space}
                space={space}
                self={self}
                isOpen={space.space === open}
                position={n + 1}
                total={named.length}
              />
            ))}
          </ul>
          <h2 className={style['head']}>{words.chats.messages}</h2>
        </>
      )}
      <output className={style['count']}>
        {hits.state === 'failed' && failureSentence(hits.failure, words)}
        {hits.state === 'here' &&
          (hits.value.length < MOST_HITS ? words.chats.hits(hits.value.length) : words.chats.newestHits(MOST_HITS))}
      </output>
      {hits.state === 'here' && (
        <ul aria-label={words.chats.messages}>
          {hits.value.map((hit) => (
            <Found key={hit.message} hit={hit} title={titleOf(hit.space)} text={text} />
          ))}
        </ul>
      )}
    </div>
  )
}

const Found = ({ hit, title, text }: { readonly hit: Hit; readonly title: string; readonly text: string }) => {
  const { now, chat } = useWorld()
  const { formats } = useManner()
  return (
    <li>
      <a
        className={style['hit']}
        href={hashOf({ screen: 'chat', space: hit.space, message: hit.message })}
        // What was searched for is marked where it leads.
        onClick={() => chat(hit.space).found(hit.message, text)}
      >
        <span className={style['line']}>
          <bdi className={style['title']}>{title}</bdi>
          <time className={style['time']}>{formats.brief(hit.at, now())}</time>
        </span>
        <bdi className={style['snippet']}>
          {partsOf(hit.snippet, text).map(({ text: part, isFound, at }) =>
            isFound ? <mark key={at}>{part}</mark> : <span key={at}>{part}</span>,
          )}
        </bdi>
      </a>
    </li>
  )
}
