import { useMemo, type ReactElement } from 'react'
import { qrShape } from '../qr.ts'
import style from './QrCode.module.css'

/** A text as a code to be scanned: dark on light in every theme, since many cameras read no other. `label`: what it is. */
export const QrCode = ({ text, label }: { readonly text: string; readonly label: string }): ReactElement => {
  const { side, path } = useMemo(() => qrShape(text), [text])
  return (
    <svg
      className={style['code']}
      viewBox={`0 0 ${side} ${side}`}
      // oxlint-disable-next-line jsx-a11y/prefer-tag-over-role -- it is drawn here: there is no file that an `img` could show
      role="img"
      aria-label={label}
      shapeRendering="crispEdges"
    >
      <rect width={side} height={side} fill="white" />
      <path d={path} fill="black" />
    </svg>
  )
}
