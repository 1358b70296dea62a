import type { ReactElement } from 'react'
import { hitsQuery, MOST_HITS, spacesQuery } from '../../../app/queries.ts'
import { hashOf } from '../../../app/route.ts'
import { useLive, useManner, useWorld } from '../../../app/world.ts'
import { failureSentence } from '../../../words/index.ts'
import { partsOf } from './parts.ts'
import style from './SearchHits.module.css'

/** What was found, newest first. */
export const SearchHits = ({ text }: { readonly text: string }): ReactElement => {
  const { now } = useWorld()
  const { words, formats } = useManner()
  const hits = useLive(hitsQuery(text))
  const spaces = useLive(spacesQuery)
  if (hits.state === 'loading') return <p className={style['count']}>{words.loading}</p>
  if (hits.state === 'failed') return <p className={style['count']}>{failureSentence(hits.failure, words)}</p>
  const titleOf = (space: string): string =>
    (spaces.state === 'here' && spaces.value.find((one) => one.space === space)?.title) || ''
  return (
    <div className={style['hits']}>
      <output className={style['count']}>
        {hits.value.length < MOST_HITS ? words.chats.hits(hits.value.length) : words.chats.newestHits(MOST_HITS)}
      </output>
      <ul>
        {hits.value.map((hit) => (
          <li key={hit.message}>
            <a className={style['hit']} href={hashOf({ screen: 'chat', space: hit.space, message: hit.message })}>
              <span className={style['line']}>
                <span className={style['title']}>{titleOf(hit.space)}</span>
                <time className={style['time']}>{formats.brief(hit.at, now())}</time>
              </span>
              <span className={style['snippet']}>
                {partsOf(hit.snippet, text).map(({ text: part, isFound, at }) =>
                  isFound ? <mark key={at}>{part}</mark> : <span key={at}>{part}</span>,
                )}
              </span>
            </a>
          </li>
        ))}
      </ul>
    </div>
  )
}
