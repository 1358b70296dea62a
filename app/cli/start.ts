import type { StartRefusal } from './parts.ts'

/** Why a command does not start, in a sentence that helps. */
export const startSentence = (refusal: StartRefusal): string => {
  switch (refusal.type) {
    case 'FolderMissing':
      return `There is no data folder at ${refusal.folder}. Check --data.`
    case 'FolderReadOnly':
      return `The data folder ${refusal.folder} cannot be written to. Change its permissions, or name another with --data.`
    case 'FolderUnusable':
      return `${refusal.folder} is no folder and cannot be made one. Name another with --data.`
    case 'FolderInUse':
      return (
        `The data folder ${refusal.folder} is in use by another Dure${refusal.pid === null ? '' : ` (process ${refusal.pid})`}. ` +
        'Use that one, or end it first: two at once would contradict each other.'
      )
    case 'DatabaseForeign':
      return `${refusal.file} is not a database of Dure. Nothing was changed. Name another folder with --data.`
    case 'DatabaseNewer':
      return `${refusal.file} was written by a newer Dure. Nothing was changed. Install that version or a later one.`
    case 'DatabaseDamaged':
      return (
        `${refusal.file} is damaged (${refusal.detail}). Nothing was changed. Check the disk, and put the folder back ` +
        'from a copy if there is one; what was said since then comes again from the others.'
      )
    case 'KeysMissing':
      return `The keys at ${refusal.file} are gone, and nothing here can be opened without them. Put them back from a backup.`
    case 'KeysUnreadable':
      return `The keys at ${refusal.file} cannot be read. Check its permissions: it must be yours alone.`
    case 'KeysDamaged':
      return `The keys at ${refusal.file} are damaged. Nothing was changed. Put them back from a backup.`
    case 'KeysOfOther':
      return (
        `The keys at ${refusal.file} belong to another account than the database beside them. Nothing was changed. ` +
        'Put back the keys that were copied together with it.'
      )
    case 'KeysSealed':
      return (
        `The keys at ${refusal.file} are sealed with this computer’s keychain. Open Dure in its own window; under Settings ` +
        'there they can be moved into a file, which every command reads.'
      )
    case 'DiskFull':
      return `The disk that holds ${refusal.folder} is full. Nothing was lost. Make room, then start again.`
    case 'DiskFailed':
      return `The disk that holds ${refusal.folder} refuses to be read or written. Check it, then start again.`
    case 'AddressInvalid':
      return `${refusal.address} is no address (${refusal.detail}). It should look like /ip4/192.168.0.4/tcp/4001.`
    case 'ListenFailed':
      return `Cannot listen on ${refusal.address} (${refusal.detail}). Name another with --listen.`
    case 'PortInUse':
      return `Port ${refusal.port} on 127.0.0.1 is in use by another program. Name another with --port, or leave it out.`
    case 'PortForbidden':
      return `This user may not listen on port ${refusal.port}. Name one from 1024 on with --port, or leave it out.`
    case 'ConfigInvalid':
      return `${refusal.file} cannot be used (${refusal.detail}).`
    case 'PassphraseMissing':
      return 'A backup needs a passphrase: name a file that holds it with --passphrase-file, or - for standard input.'
    case 'PassphraseTooShort':
      return 'The passphrase is too short: at least 8 characters.'
    case 'FileExists':
      return `${refusal.file} is there already, and is not overwritten. Name another file.`
    case 'FileMissing':
      return `${refusal.file} cannot be read. Check its name and permissions.`
    case 'FileUnwritable':
      return `${refusal.file} cannot be written. Check the folder and its permissions.`
  }
}
