import type { ReactElement } from 'react'
import type { Space } from '../../../app/queries.ts'
import { useWorld } from '../../../app/world.ts'
import { Avatar, type AvatarProps } from '../../../ui/Avatar/Avatar.tsx'
import { Portrait } from '../../people/Portrait/Portrait.tsx'

export interface SpacePortraitProps {
  readonly space: Pick<Space, 'space' | 'kind' | 'title' | 'members' | 'picture'>
  readonly self: string
  readonly size?: AvatarProps['size']
}

/** A chat as it shows itself: a group's picture or letter, or of a direct chat the other's. */
export const SpacePortrait = ({ space, self, size = 'medium' }: SpacePortraitProps): ReactElement => {
  const { picture } = useWorld()
  const { kind, title, members } = space
  const other = members.find((member) => member !== self)
  if (kind === 'direct' && other !== undefined) return <Portrait account={other} name={title} size={size} />
  const shown = space.picture === null ? null : picture(space.picture)
  return <Avatar id={space.space} name={title} size={size} picture={shown} />
}
