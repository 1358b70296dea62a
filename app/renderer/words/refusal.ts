import type { RefusalOf, RefusalType } from '#app/contract/index.ts'
import type { CallFailure } from '#app/contract/client.ts'
import type { Words } from './en/index.ts'

/** Whatever a call can come back with instead of an answer. */
export type AnyFailure =
  | CallFailure
  | RefusalOf<RefusalType>
  | { readonly type: 'UploadFailed' | 'OtherLink' | 'SafetyLink' | 'NoCode' | 'NoFile' | 'PassphrasesDiffer' }

/** What went wrong, what was kept and what to do, in the reader's language. Every refusal of the contract has its words. */
export const failureSentence = (failure: AnyFailure, words: Words): string => {
  switch (failure.type) {
    case 'Disconnected':
    case 'MessageTooLarge':
    case 'UploadFailed':
      return words.failures[failure.type]
    case 'Fault':
      return failure.fault === 'StoreDamaged' ? words.failures.StoreDamaged : words.failures.Fault
    case 'OtherLink':
      return words.people.otherLink
    case 'SafetyLink':
      return words.people.safetyLink
    case 'NoFile':
      return words.recovery.noFile
    case 'PassphrasesDiffer':
      return words.recovery.different
    case 'NoCode':
      return words.people.noCode
    case 'NameInvalid':
      return words.refusals.nameReasons[failure.reason]
    case 'PictureInvalid':
      return words.refusals.pictureReasons[failure.reason]
    default:
      return words.refusals[failure.type]
  }
}
