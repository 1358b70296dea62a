import type { ReactElement } from 'react'
import { useManner } from '../../../app/world.ts'
import { Icon } from '../../../ui/Icon/Icon.tsx'
import { hostOf, type RouteEnd } from '../routes.ts'
import style from './Routes.module.css'

/** The same as the picture, to be read: who, how, what waits, how much has travelled since each connection opened. */
export const Routes = ({ ends }: { readonly ends: readonly RouteEnd[] }): ReactElement => {
  const { words } = useManner()
  if (ends.length === 0) return <p className={style['none']}>{words.network.noPeers}</p>
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- on a narrow screen it scrolls, by keyboard too
    <section className={style['scroll']} aria-label={words.network.routes} tabIndex={0}>
      <table className={style['table']} aria-label={words.network.peers}>
        <thead>
          <tr>
            <th scope="col">{words.network.who}</th>
            <th scope="col">{words.network.how}</th>
            <th scope="col">{words.network.waiting}</th>
            <th scope="col">{words.network.travelled}</th>
          </tr>
        </thead>
        <tbody>
          {ends.map((end) => (
            <Row key={end.key} end={end} />
          ))}
        </tbody>
      </table>
    </section>
  )
}

const Row = ({ end }: { readonly end: RouteEnd }): ReactElement => {
  const { words, formats } = useManner()
  const { kind, path, relay, waits, bytesIn, bytesOut, address } = end
  const name = kind === 'relay' ? words.network.mailbox : (end.name ?? words.network.unknownPeer)
  const how =
    relay !== null ? words.network.relayState[relay] : path === null ? words.network.away : words.network.path[path]
  return (
    <tr data-away={path === null || undefined}>
      <th scope="row" title={address ?? undefined}>
        <span className={style['who']}>
          <Icon name={kind === 'relay' ? 'relay' : kind === 'person' ? 'person' : 'computer'} />
          {name}
          {kind === 'relay' && <span className={style['host']}>{hostOf(address ?? '')}</span>}
        </span>
      </th>
      <td>{how}</td>
      <td>{waits === null ? words.network.unknown : waits === 0 ? words.network.nothing : formats.count(waits)}</td>
      <td>{bytesIn + bytesOut === 0 ? '–' : words.network.bytes(formats.bytes(bytesIn), formats.bytes(bytesOut))}</td>
    </tr>
  )
}
