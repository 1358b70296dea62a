import { useEffect, useSyncExternalStore } from 'react'
import type { Language } from '../words/index.ts'
import { useRemembered } from './remembered.ts'
import type { Contrast, Manner, Theme } from './world.ts'

/** Text sizes that can be chosen, in percent of the reader's own. WCAG 1.4.4 asks for 200. */
export const textSizes = { least: 80, most: 200, step: 10, plain: 100 } as const

const isTheme = (text: string): text is Theme => text === 'system' || text === 'light' || text === 'dark'
const isContrast = (text: string): text is Contrast => text === 'system' || text === 'more'
const isSize = (text: string): text is `${number}` => /^(?:[89]0|1[0-9]0|200)$/.test(text)

const wantsMore = matchMedia('(prefers-contrast: more)')
const onWantsMore = (listener: () => void): (() => void) => {
  wantsMore.addEventListener('change', listener)
  return () => wantsMore.removeEventListener('change', listener)
}

type Looks = Pick<Manner, 'theme' | 'contrast' | 'textSize' | 'setTheme' | 'setContrast' | 'setTextSize'>

/** How the page looks, as this browser remembers it; put onto the page, where tokens.css reads it. */
export const useLooks = (language: Language): Looks => {
  const [theme, setTheme] = useRemembered<Theme>('theme', 'system', isTheme)
  const [contrast, setContrast] = useRemembered<Contrast>('contrast', 'system', isContrast)
  const [size, setSize] = useRemembered<`${number}`>('text-size', `${textSizes.plain}`, isSize)
  const isMore = useSyncExternalStore(onWantsMore, () => wantsMore.matches) || contrast === 'more'
  useEffect(() => {
    const page = document.documentElement
    page.lang = language
    page.dataset['theme'] = theme
    page.dataset['contrast'] = isMore ? 'more' : 'plain'
    page.style.fontSize = `${size}%`
  }, [language, theme, isMore, size])
  return {
    theme,
    contrast,
    textSize: Number(size),
    setTheme,
    setContrast,
    setTextSize: (percent) => setSize(`${percent}`),
  }
}
