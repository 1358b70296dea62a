import type { LogId, LogKeys } from '#core/envelope/index.ts'
import { idToBytes, verifyStatement } from '#core/proof/index.ts'
import type { Cbor, Domain, Signature } from '#core/proof/index.ts'
import type { ReadProof } from './types.ts'

/** What a read proof signs: `signStatement(readKey, READ_PROOF, readProofValues(log, proof))`. Rule Y2. */
export const READ_PROOF: Domain = 'dure/read-proof/v1'

/** Whom it is for, in which session, who proves and what: so it is worth nothing to anybody else, nor a second time. */
export const readProofValues = (log: LogId, { nonce, verifier, prover }: ReadProof): readonly Cbor[] => [
  nonce,
  idToBytes(verifier),
  idToBytes(prover),
  idToBytes(log),
]

/** Whether the log's read key made this proof. */
export const verifyReadProof = (log: LogId, keys: LogKeys, proof: ReadProof, sig: Signature): boolean =>
  verifyStatement(keys.read, READ_PROOF, readProofValues(log, proof), sig)
