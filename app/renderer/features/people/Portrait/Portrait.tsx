import type { ReactElement } from 'react'
import { picturesQuery } from '../../../app/queries.ts'
import { useLive, useWorld } from '../../../app/world.ts'
import { Avatar, type AvatarProps } from '../../../ui/Avatar/Avatar.tsx'

export interface PortraitProps {
  readonly account: string
  readonly name: string
  readonly size?: AvatarProps['size']
}

/** Oneself or somebody known as she shows herself: her picture, or her letter. */
export const Portrait = ({ account, name, size = 'medium' }: PortraitProps): ReactElement => {
  const { picture } = useWorld()
  const pictures = useLive(picturesQuery)
  const id = pictures.state === 'here' ? pictures.value.get(account) : undefined
  return <Avatar id={account} name={name} size={size} picture={id === undefined ? null : picture(id)} />
}
