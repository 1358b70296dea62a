import { useEffect, useRef, useState, type RefObject } from 'react'
import { reportFault } from '../../../app/fault.ts'
import { pixelsOf, readQr } from '../qr.ts'

/** How the camera stands. */
export type CameraState = 'waiting' | 'looking' | 'denied' | 'missing' | 'busy'

/** Between two looks, in milliseconds: reading one picture takes tens of them. */
const LOOK_EVERY_MS = 120
/** Longest side of the picture that is looked through, in pixels. */
const MOST_PIXELS = 900

/**
 * Runs the camera into `video` while this is mounted, and tells every text that a code before it says. The camera is off as
 * soon as this is gone, also while the browser still asks.
 */
export const useCamera = (
  onFound: (text: string) => void,
): { readonly state: CameraState; readonly video: RefObject<HTMLVideoElement | null> } => {
  const video = useRef<HTMLVideoElement>(null)
  const [state, setState] = useState<CameraState>('waiting')
  const tell = useRef(onFound)
  useEffect(() => {
    tell.current = onFound
  })
  useEffect(() => {
    let isOver = false
    let stream: MediaStream | null = null
    let timer: ReturnType<typeof setTimeout> | undefined
    const end = (): void => {
      isOver = true
      clearTimeout(timer)
      for (const track of stream?.getTracks() ?? []) track.stop()
    }
    const look = async (from: HTMLVideoElement): Promise<void> => {
      const pixels = from.videoWidth > 0 ? pixelsOf(from, from.videoWidth, from.videoHeight, MOST_PIXELS) : null
      const text = pixels && (await readQr(pixels))
      if (isOver) return
      if (text !== null) tell.current(text)
      timer = setTimeout(() => void look(from).catch(reportFault), LOOK_EVERY_MS)
    }
    const begin = async (): Promise<void> => {
      const opened = await openCamera()
      if (typeof opened === 'string') {
        if (!isOver) setState(opened)
        return
      }
      stream = opened
      const { current } = video
      if (isOver || current === null) return end()
      current.srcObject = stream
      await current.play().catch(() => {})
      setState('looking')
      await look(current)
    }
    begin().catch(reportFault)
    return end
  }, [])
  return { state, video }
}

/** The camera's picture, or why there is none. The back camera, where there are two. */
const openCamera = async (): Promise<MediaStream | 'denied' | 'missing' | 'busy'> => {
  // Absent where a page is not trusted with it at all; the types know only pages that are.
  const devices = navigator.mediaDevices as MediaDevices | undefined
  if (devices === undefined) return 'missing'
  const constraints = { audio: false, video: { facingMode: 'environment', width: { ideal: 1280 } } }
  try {
    return await devices.getUserMedia(constraints)
  } catch (error) {
    const name = error instanceof DOMException ? error.name : ''
    if (name === 'NotAllowedError' || name === 'SecurityError') return 'denied'
    return name === 'NotFoundError' || name === 'OverconstrainedError' ? 'missing' : 'busy'
  }
}
