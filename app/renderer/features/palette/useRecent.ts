import { useRemembered } from '../../app/remembered.ts'

/** Most that are remembered. */
const MOST = 12

const isText = (text: string): text is string => text.length < 10_000

/** What was chosen lately, by id, the latest first; and how to add to it. */
export const useRecent = (): readonly [readonly string[], (id: string) => void] => {
  const [kept, keep] = useRemembered<string>('recent', '', isText)
  const recent = kept.split('\n').filter((id) => id !== '')
  return [recent, (id) => keep([id, ...recent.filter((other) => other !== id)].slice(0, MOST).join('\n'))]
}
