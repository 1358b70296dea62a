import type { SubmitEvent } from 'react'

/** Text of a form's field, as it was written. */
export const fieldOf = (event: SubmitEvent<HTMLFormElement>, name: string): string => {
  const value = new FormData(event.currentTarget).get(name)
  return typeof value === 'string' ? value : ''
}
