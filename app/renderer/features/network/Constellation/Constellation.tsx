import type { ReactElement } from 'react'
import type { Account } from '../../../app/queries.ts'
import { useManner } from '../../../app/world.ts'
import { Portrait } from '../../people/Portrait/Portrait.tsx'
import { MOST_DRAWN, PICTURE, placesFor, type Place, type RouteEnd } from '../routes.ts'
import style from './Constellation.module.css'

/** Side of a portrait, in units of the picture. */
const SIDE = 44

export interface ConstellationProps {
  readonly self: Account
  readonly ends: readonly RouteEnd[]
}

/**
 * Oneself in the middle, relays above, people below, and a line to whoever is reached, by its kind. It repeats the table
 * beside it, which is for whoever does not see it.
 */
export const Constellation = ({ self, ends }: ConstellationProps): ReactElement => {
  const { words } = useManner()
  const relays = ends.filter(({ kind }) => kind === 'relay').slice(0, MOST_DRAWN)
  const others = ends.filter(({ kind }) => kind !== 'relay').slice(0, MOST_DRAWN)
  const above = placed(relays, placesFor(relays.length, 'above'))
  const below = placed(others, placesFor(others.length, 'below'))
  const via = above.find(({ end }) => end.relay === 'reserved' || end.relay === 'connected')?.at
  return (
    <figure className={style['figure']}>
      <svg
        className={style['sky']}
        viewBox={`0 0 ${PICTURE.width} ${PICTURE.height}`}
        aria-hidden="true"
        focusable="false"
      >
        {[...above, ...below].map(({ end, at }) => (
          <path
            key={end.key}
            className={style['line']}
            data-path={lineOf(end)}
            data-moving={end.isMoving || undefined}
            d={wayTo(end, at, via)}
          />
        ))}
        {above.map(({ end, at }) => (
          <Relay key={end.key} end={end} at={at} />
        ))}
        {below.map(({ end, at }) => (
          <Person key={end.key} end={end} at={at} />
        ))}
        <circle className={style['halo']} cx={PICTURE.self.x} cy={PICTURE.self.y} r={SIDE / 2 + 5} />
        <Face account={self.account} name={self.name} at={PICTURE.self} />
      </svg>
      <figcaption className={style['legend']}>
        {(['local', 'direct', 'relay'] as const).map((path) => (
          <span key={path}>
            <svg className={style['sample']} viewBox="0 0 28 8" aria-hidden="true" focusable="false">
              <path className={style['line']} data-path={path} d="M1 4H27" />
            </svg>
            {words.network.path[path]}
          </span>
        ))}
      </figcaption>
    </figure>
  )
}

const placed = (
  ends: readonly RouteEnd[],
  places: readonly Place[],
): readonly { readonly end: RouteEnd; readonly at: Place }[] =>
  ends.flatMap((end, n) => {
    const at = places[n]
    return at === undefined ? [] : [{ end, at }]
  })

/** How a line looks: of a relay, whether it stands. */
const lineOf = ({ kind, path, relay }: RouteEnd): string =>
  kind === 'relay' ? (relay === 'connecting' ? 'none' : 'direct') : (path ?? 'none')

/** A line from oneself; to whom one speaks through a relay, from the relay. */
const wayTo = ({ kind, path }: RouteEnd, { x, y }: Place, via: Place | undefined): string => {
  const from = kind !== 'relay' && path === 'relay' && via !== undefined ? via : PICTURE.self
  return `M${from.x} ${from.y}L${x} ${y}`
}

const Face = ({
  account,
  name,
  at,
}: {
  readonly account: string
  readonly name: string
  readonly at: Place
}): ReactElement => (
  <foreignObject x={at.x - SIDE / 2} y={at.y - SIDE / 2} width={SIDE} height={SIDE}>
    <Portrait account={account} name={name} />
  </foreignObject>
)

const Person = ({ end, at }: { readonly end: RouteEnd; readonly at: Place }): ReactElement => {
  const { words, formats } = useManner()
  const name = end.name ?? words.network.unknownPeer
  return (
    <g className={style['person']} data-away={end.path === null || undefined}>
      <Face account={end.key} name={name} at={at} />
      <text className={style['name']} x={at.x} y={at.y + SIDE / 2 + 18}>
        {shortened(name)}
      </text>
      {end.waits !== null && end.waits > 0 && (
        <g className={style['waits']}>
          <circle cx={at.x + 18} cy={at.y - 18} r={11} />
          <text x={at.x + 18} y={at.y - 14}>
            {formats.count(Math.min(end.waits, MOST_COUNTED))}
          </text>
        </g>
      )}
    </g>
  )
}

const Relay = ({ end, at }: { readonly end: RouteEnd; readonly at: Place }): ReactElement => (
  <g className={style['relay']} data-state={end.relay}>
    <circle cx={at.x} cy={at.y} r={18} />
    <path
      d="M7 12a5 5 0 0 1 10 0M4 12a8 8 0 0 1 16 0M12 13.5v7M9 20.5h6M12 13a1 1 0 1 0 0-2 1 1 0 0 0 0 2Z"
      transform={`translate(${at.x - 12} ${at.y - 13})`}
    />
  </g>
)

/** Beyond that, the exact number is for the table. */
const MOST_COUNTED = 99
/** Characters of a name that have room below a face. */
const MOST_CHARACTERS = 11

const shortened = (name: string): string => {
  const letters = Array.from(name)
  return letters.length <= MOST_CHARACTERS ? name : `${letters.slice(0, MOST_CHARACTERS - 1).join('')}…`
}
