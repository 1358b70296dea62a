import type { Group, Member } from '../../app/queries.ts'

type Standing = Pick<Group, 'role' | 'policy'>

/** Whether one may add and remove people, and change the group (S3). The node decides; this only hides what it would refuse. */
export const mayManage = ({ role }: Pick<Group, 'role'>): boolean => role === 'owner' || role === 'admin'

/** Whether one may bring people in. */
export const mayInvite = (group: Standing): boolean =>
  mayManage(group) || (group.role === 'member' && group.policy?.invite === 'members')

/** What one may do about another member: nothing above one's own role. */
export const rightsOver = (
  role: Group['role'],
  member: Pick<Member, 'role'>,
): { readonly remove: boolean; readonly roles: readonly Member['role'][] } => {
  if (role === 'owner')
    return { remove: true, roles: (['owner', 'admin', 'member'] as const).filter((one) => one !== member.role) }
  return { remove: role === 'admin' && member.role !== 'owner', roles: [] }
}
