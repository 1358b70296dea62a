import type { ReactElement } from 'react'
import { textSizes } from '../../../app/looks.ts'
import { useManner, type Contrast, type Theme } from '../../../app/world.ts'
import { Choice } from '../../../ui/Choice/Choice.tsx'
import { Slider } from '../../../ui/Slider/Slider.tsx'

const themes: readonly Theme[] = ['system', 'light', 'dark']
const contrasts: readonly Contrast[] = ['system', 'more']

/** Light or dark, contrast, and how large the text is. All at once, and remembered by this browser. */
export const Looks = (): ReactElement => {
  const { words, theme, setTheme, contrast, setContrast, textSize, setTextSize } = useManner()
  return (
    <>
      <Choice<Theme>
        label={words.settings.theme}
        options={themes.map((value) => ({ value, label: words.settings.themes[value] }))}
        chosen={theme}
        onChoose={setTheme}
      />
      <Choice<Contrast>
        label={words.settings.contrast}
        options={contrasts.map((value) => ({ value, label: words.settings.contrasts[value] }))}
        chosen={contrast}
        onChoose={setContrast}
      />
      <Slider
        label={words.settings.textSize}
        value={textSize}
        least={textSizes.least}
        most={textSizes.most}
        step={textSizes.step}
        text={words.settings.percent(textSize)}
        onChange={setTextSize}
      />
    </>
  )
}
