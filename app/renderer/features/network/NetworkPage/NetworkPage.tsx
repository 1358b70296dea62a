import { useEffect, useState, type ReactElement } from 'react'
import { accountQuery, contactsQuery, networkQuery, syncQuery } from '../../../app/queries.ts'
import { useLive, useManner, useWorld } from '../../../app/world.ts'
import { Copyable } from '../../../ui/Copyable/Copyable.tsx'
import { Section, Sections } from '../../../ui/Section/Section.tsx'
import { failureSentence } from '../../../words/index.ts'
import { Banner } from '../../../ui/Banner/Banner.tsx'
import { Bundles } from '../Bundles/Bundles.tsx'
import { ConnectForm } from '../ConnectForm/ConnectForm.tsx'
import { Constellation } from '../Constellation/Constellation.tsx'
import { Holdings } from '../Holdings/Holdings.tsx'
import { Relays } from '../Relays/Relays.tsx'
import { Routes } from '../Routes/Routes.tsx'
import { routesOf } from '../routes.ts'
import style from './NetworkPage.module.css'

/** Who is connected how, what waits for whom, and how to help it. */
export const NetworkPage = (): ReactElement => {
  const { words, formats } = useManner()
  const network = useLive(networkQuery)
  const nameOf = useNameOf()
  const progress = useProgress()
  const account = useLive(accountQuery)
  const contacts = useLive(contactsQuery)
  const sync = useLive(syncQuery)
  if (network.state !== 'here')
    return (
      <Sections title={words.network.title} lead={words.network.lead}>
        <p>{network.state === 'loading' ? words.loading : failureSentence(network.failure, words)}</p>
      </Sections>
    )
  const { state, listen, peers, relays, clock } = network.value
  const ends = routesOf(
    network.value,
    sync.state === 'here' ? sync.value : { sessions: [], spaces: [] },
    contacts.state === 'here' ? contacts.value : [],
  )
  const self = account.state === 'here' ? account.value : null
  return (
    <Sections title={words.network.title} lead={words.network.lead}>
      <output className={style['state']} data-state={peers.length > 0 ? 'connected' : state}>
        <span className={style['lamp']} />
        <span className={style['sentence']}>
          {words.network.state[state]} {state === 'up' && `${words.network.connected(peers.length)}.`}
        </span>
        {progress !== null && (
          <span className={style['progress']}>
            {words.network.progress(formats.count(progress.received), formats.count(progress.expected))}
          </span>
        )}
      </output>
      {clock !== null && (
        <Banner look="warning">
          {words.network.clock(Math.max(1, Math.round(Math.abs(clock) / 60_000)), clock > 0)}
        </Banner>
      )}
      <Section title={words.network.peers}>
        {self !== null && ends.length > 0 && <Constellation self={self} ends={ends} />}
        <Routes ends={ends} />
      </Section>
      <Section title={words.network.relays} hint={words.network.relaysHint}>
        <Relays relays={relays} />
      </Section>
      <Section title={words.network.connect} hint={words.network.connectHint}>
        <ConnectForm peers={peers} />
        <div className={style['mine']}>
          <h3 className={style['label']}>{words.network.mine}</h3>
          {listen.length === 0 && <p className={style['hint']}>{words.network.noAddress}</p>}
          {listen.map((address) => (
            <Copyable
              key={address}
              label={words.network.mine}
              text={address}
              copyLabel={words.copy}
              copiedLabel={words.copied}
            />
          ))}
        </div>
      </Section>
      <Section title={words.network.sync}>
        <Holdings nameOf={nameOf} />
      </Section>
      <Section title={words.network.carry} hint={words.network.carryHint}>
        <Bundles />
      </Section>
    </Sections>
  )
}

/** The name of an account, or of what is known to be none. */
const useNameOf = (): ((account: string | null) => string) => {
  const { words } = useManner()
  const contacts = useLive(contactsQuery)
  return (account) => {
    const contact = contacts.state === 'here' ? contacts.value.find((one) => one.account === account) : undefined
    return contact?.name ?? words.network.unknownPeer
  }
}

/** How far a first sync is, while it goes on. */
const useProgress = (): { readonly received: number; readonly expected: number } | null => {
  const { connection } = useWorld()
  const [progress, setProgress] = useState<{ readonly received: number; readonly expected: number } | null>(null)
  useEffect(
    () =>
      connection.onEvent((event) => {
        if (event.topic === 'sync.progress') setProgress(event.received < event.expected ? event : null)
      }),
    [connection],
  )
  return progress
}
