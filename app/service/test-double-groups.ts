import { fail, ok } from '#core/proof/result.ts'
import type { Messenger } from './types.ts'

type Groups = Omit<Messenger['space'], 'list' | 'get'>

/** The double has direct chats alone: what is asked of a group is answered as of one that is not there. */
export const noGroups = (): Groups => {
  const unknown = () => fail({ type: 'SpaceUnknown' } as const)
  const noInvitation = () => fail({ type: 'InvitationUnknown' } as const)
  const noLink = () => fail({ type: 'LinkMalformed' } as const)
  return {
    create: ({ title }) => fail({ type: title.trim() === '' ? 'TitleInvalid' : 'AccountUnknown' }),
    invite: unknown,
    removeMember: unknown,
    setRole: unknown,
    setPolicy: unknown,
    setProfile: unknown,
    leave: unknown,
    invitations: () => [],
    accept: noInvitation,
    decline: noInvitation,
    inviteLink: unknown,
    inviteLinks: unknown,
    revokeInvite: () => fail({ type: 'InviteUnknown' }),
    previewJoin: noLink,
    join: noLink,
    joining: () => [],
    cancelJoin: noInvitation,
    joinRequests: () => ok([]),
    acceptJoin: unknown,
    declineJoin: unknown,
  }
}
