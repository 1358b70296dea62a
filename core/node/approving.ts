import {
  commitmentTo,
  issueCertificate,
  LINK_NONCE_BYTES,
  linkCode,
  linkProof,
  linkToDevice,
} from '#core/identity/index.ts'
import type { DeviceId, DeviceLink } from '#core/identity/index.ts'
import type { Net, Stream } from '#core/net/index.ts'
import { equalBytes, fail, ok } from '#core/proof/index.ts'
import type { Result } from '#core/proof/index.ts'
import { commit, tell } from './commit.ts'
import { handTo } from './handed.ts'
import { decodeFrame, encodeFrame, LINK_PROTOCOL, sealHanded } from './link-frames.ts'
import type { LinkFrame } from './link-frames.ts'
import type { CannotCertify, Messenger, WriteRefusal } from './messenger.ts'
import { noteDevice } from './people.ts'
import type { Me, NodeState } from './state.ts'
import { nextAt } from './time.ts'
import { mayWrite } from './writing.ts'

/** How long the new device is looked for: discovery on a local network and a relay's way in take some seconds. */
const REACH_MS = 30_000
const AGAIN_MS = 1_500
/** How long one waits for its answer, which it writes to its disk first. */
const ANSWER_MS = 30_000
/** How long the digits may be compared; the link itself ends after as long. */
const COMPARE_MS = 10 * 60_000
/** Digits that may be typed wrongly before all begins anew. Whoever stands in between gains nothing by them. */
const TRIES = 3

/** A new device that has answered, while its digits are compared. */
export interface Approving {
  readonly stream: Stream
  readonly link: DeviceLink
  readonly name: string
  readonly code: string
  readonly certifier: boolean
  triesLeft: number
  /** Told of the next frame, or of the end. */
  answered: (frame: LinkFrame | null) => void
  readonly cancel: () => void
}

type Approved = Awaited<ReturnType<Messenger['device']['approve']>>
type Confirmed = Awaited<ReturnType<Messenger['device']['confirm']>>

/** Reaches a new device by its link; both then show the same digits. Rule I3. */
export async function approve(node: NodeState, text: string, certifier: boolean): Promise<Approved> {
  const me = mayCertify(node)
  if (!me.ok) return me
  const link = linkToDevice(text)
  if (!link.ok) return fail({ type: link.error.type })
  const net = node.network?.net
  if (!net) return fail({ type: 'NetworkOff' })
  endApproving(node)
  const stream = await reach(node, net, link.value)
  if (stream === null) return fail({ type: 'DeviceUnreachable' })
  const nonce = node.random(LINK_NONCE_BYTES)
  const ends = { link: link.value, by: me.value.device.device }
  const shown = await ask(node, stream, { type: 'hello', proof: linkProof(ends), nonce }, (approving) => {
    node.clock.after(0, () => endIf(node, approving))
  })
  const { frame, heard } = shown
  // It committed itself to its nonce in the link, before it knew ours.
  if (frame?.type !== 'shown' || !equalBytes(commitmentTo(frame.nonce), link.value.commitment)) {
    stream.abort('not what the link says')
    return fail({ type: 'LinkRefused' })
  }
  const code = linkCode(ends, frame.nonce, nonce)
  const cancel = node.clock.after(COMPARE_MS, () => endApproving(node))
  node.approving = {
    stream,
    link: link.value,
    name: frame.name,
    code,
    certifier,
    triesLeft: TRIES,
    answered: () => undefined,
    cancel,
  }
  heard((answer) => node.approving?.answered(answer))
  return ok({ code, name: frame.name })
}

/** Lets the new device in: certifies it, and hands over what it needs. Rule I3. */
export async function confirm(node: NodeState, typed: string): Promise<Confirmed> {
  const me = mayCertify(node)
  if (!me.ok) return me
  const { approving } = node
  if (approving === null) return fail({ type: 'NothingToConfirm' })
  if (typed.replace(/\D/gu, '') !== approving.code) {
    approving.triesLeft--
    if (approving.triesLeft === 0) endApproving(node)
    return fail({ type: 'CodeWrong', left: approving.triesLeft })
  }
  const handed = certify(node, me.value, approving)
  if (!handed.ok) return handed
  const answer = new Promise<LinkFrame | null>((resolve) => {
    approving.answered = resolve
    node.clock.after(ANSWER_MS, () => resolve(null))
  })
  approving.stream.send(encodeFrame({ type: 'handed', box: handed.value }))
  const frame = await answer
  endApproving(node)
  if (frame?.type !== 'taken') return fail({ type: 'LinkRefused' })
  node.network?.peopleChanged()
  tell(node, { topic: 'device.changed' })
  return ok({ device: approving.link.device })
}

/** Nobody is being let in any more. */
export function endApproving(node: NodeState): void {
  const { approving } = node
  node.approving = null
  approving?.cancel()
  approving?.answered(null)
  approving?.stream.close()
}

const endIf = (node: NodeState, stream: Stream): void => {
  if (node.approving?.stream === stream) endApproving(node)
}

function mayCertify(node: NodeState): Result<Me, CannotCertify | WriteRefusal> {
  const me = mayWrite(node)
  if (!me.ok) return me
  return me.value.account.certifier.key === null ? fail({ type: 'CannotCertify' }) : me
}

/** The box for the new device. That it belongs is written down here before anybody else knows. */
function certify(
  node: NodeState,
  me: Me,
  { link, name, certifier }: Approving,
): Result<Uint8Array, CannotCertify | WriteRefusal> {
  const { key, statement } = me.account.certifier
  if (key === null) return fail({ type: 'CannotCertify' })
  const { device, boxKey, addresses } = link
  const certificate = issueCertificate({ statement, key }, { device, boxKey, name, at: nextAt(node) })
  const done = commit(node, (db) => {
    noteDevice(db, me.accountNo, certificate, addresses)
    node.shared.clear()
    return sealHanded(boxKey, handTo(node, db, me, certificate, certifier), node.random)
  })
  if (!done.ok) return done
  return done.value ? ok(done.value) : fail({ type: 'CannotCertify' })
}

/** A stream to the new device, tried again and again for a while. */
function reach(node: NodeState, net: Net, { device, addresses }: DeviceLink): Promise<Stream | null> {
  const end = node.clock.monotonic() + REACH_MS
  net.want(device, addresses)
  return new Promise((resolve) => {
    const attempt = (): void =>
      net.open(device, LINK_PROTOCOL, (outcome) => {
        if (outcome.ok) return resolve(outcome.value)
        if (node.isStopping || node.clock.monotonic() + AGAIN_MS > end) {
          if (!isKnown(node, device)) net.unwant(device)
          return resolve(null)
        }
        node.clock.after(AGAIN_MS, attempt)
      })
    attempt()
  })
}

const isKnown = (node: NodeState, device: DeviceId): boolean => node.me?.device.device === device

/** Sends the first frame and waits for the first answer; what comes later goes to whoever `heard` names. */
function ask(
  node: NodeState,
  stream: Stream,
  frame: LinkFrame,
  ended: (stream: Stream) => void,
): Promise<{
  readonly frame: LinkFrame | null
  readonly heard: (listener: (frame: LinkFrame | null) => void) => void
}> {
  return new Promise((resolve) => {
    let listener: ((frame: LinkFrame | null) => void) | null = null
    const heard = (to: (frame: LinkFrame | null) => void): void => void (listener = to)
    const said = (answer: LinkFrame | null): void => {
      if (listener === null) resolve({ frame: answer, heard })
      else listener(answer)
    }
    stream.listen({
      frame: (bytes) => said(decodeFrame(bytes) ?? null),
      drain: () => undefined,
      close: () => {
        said(null)
        ended(stream)
      },
    })
    node.clock.after(ANSWER_MS, () => resolve({ frame: null, heard }))
    stream.send(encodeFrame(frame))
  })
}
