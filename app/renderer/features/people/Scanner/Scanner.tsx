import type { ReactElement } from 'react'
import { useManner } from '../../../app/world.ts'
import { Dialog } from '../../../ui/Dialog/Dialog.tsx'
import { useCamera } from './useCamera.ts'
import style from './Scanner.module.css'

export interface ScannerProps {
  readonly isOpen: boolean
  readonly onClose: () => void
  /** Told of every text that a code says; it goes on until it is closed. */
  readonly onFound: (text: string) => void
}

/** Reads a code before the camera. */
export const Scanner = ({ isOpen, onClose, onFound }: ScannerProps): ReactElement => {
  const { words } = useManner()
  return (
    <Dialog
      title={words.people.camera}
      lead={words.people.cameraHint}
      isOpen={isOpen}
      onClose={onClose}
      closeLabel={words.close}
    >
      {isOpen && <Camera onFound={onFound} />}
    </Dialog>
  )
}

const Camera = ({ onFound }: Pick<ScannerProps, 'onFound'>): ReactElement => {
  const { words } = useManner()
  const { state, video } = useCamera(onFound)
  const says = {
    waiting: words.people.cameraWaiting,
    looking: null,
    denied: words.people.cameraDenied,
    missing: words.people.cameraMissing,
    busy: words.people.cameraBusy,
  }[state]
  return (
    <div className={style['camera']} data-state={state}>
      <video ref={video} className={style['video']} muted playsInline aria-label={words.people.camera} />
      <span className={style['frame']} aria-hidden="true" />
      <output className={style['says']}>{says}</output>
    </div>
  )
}
