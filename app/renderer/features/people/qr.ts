import { encodeQR } from 'qr'

/** Blank modules around a code, as ISO/IEC 18004 asks for. */
const QUIET = 4

/** Side of a code with its quiet zone, in modules, and its dark modules as one SVG path. */
export interface QrShape {
  readonly side: number
  readonly path: string
}

/** Draws a text as a QR code: one run of dark modules a rectangle. */
export const qrShape = (text: string): QrShape => {
  const rows = encodeQR(text, 'raw', { ecc: 'low', border: QUIET })
  const path = rows.flatMap((row, y) => runsOf(row).map(([x, length]) => `M${x} ${y}h${length}v1h-${length}z`))
  return { side: rows.length, path: path.join('') }
}

/** Where dark runs begin, and how long they are. */
const runsOf = (row: readonly boolean[]): (readonly [number, number])[] => {
  const runs: [number, number][] = []
  row.forEach((isDark, x) => {
    if (!isDark) return
    const last = runs.at(-1)
    if (last !== undefined && last[0] + last[1] === x) last[1] += 1
    else runs.push([x, 1])
  })
  return runs
}

/** Pixels a module in a saved picture. */
const PIXELS = 8

/** The code as a PNG; null where this browser cannot draw. */
export const qrPicture = (text: string): Promise<Blob | null> => {
  const { side, path } = qrShape(text)
  const canvas = document.createElement('canvas')
  canvas.width = side * PIXELS
  canvas.height = side * PIXELS
  const context = canvas.getContext('2d')
  if (context === null) return Promise.resolve(null)
  context.fillStyle = 'white'
  context.fillRect(0, 0, canvas.width, canvas.height)
  context.scale(PIXELS, PIXELS)
  context.fillStyle = 'black'
  const dark = new Path2D(path)
  // oxlint-disable-next-line unicorn/no-array-fill-with-reference-type -- a canvas is no array
  context.fill(dark)
  return new Promise((resolve) => canvas.toBlob(resolve, 'image/png'))
}

/** Longest sides at which a picture is looked through, in pixels: large ones for small codes, small ones against blur and noise. */
const LOOKS = [1024, 640, 1800]

/** Pixels that a code may be in. */
export type Pixels = Pick<ImageData, 'width' | 'height' | 'data'>

/** The text of the code in a picture; null where none is found. The decoder is loaded when it is first needed. */
export const readQr = async (pixels: Pixels): Promise<string | null> => {
  const { decodeQR } = await import('qr/decode.js')
  try {
    return decodeQR(pixels)
  } catch {
    // It throws for every picture without a code.
    return null
  }
}

/** The text of the code in a picture file, or null. */
export const readQrFile = async (file: Blob): Promise<string | null> => {
  const image = await createImageBitmap(file).catch(() => null)
  if (image === null) return null
  for (const most of LOOKS) {
    const pixels = pixelsOf(image, image.width, image.height, most)
    const text = pixels && (await readQr(pixels))
    if (text !== null) return text
  }
  return null
}

/** The pixels of what can be drawn, no longer than `most` on either side. */
export const pixelsOf = (source: CanvasImageSource, width: number, height: number, most: number): Pixels | null => {
  const scale = Math.min(1, most / Math.max(width, height))
  const canvas = document.createElement('canvas')
  canvas.width = Math.max(1, Math.round(width * scale))
  canvas.height = Math.max(1, Math.round(height * scale))
  const context = canvas.getContext('2d', { willReadFrequently: true })
  if (context === null) return null
  // What shows through is paper.
  context.fillStyle = 'white'
  context.fillRect(0, 0, canvas.width, canvas.height)
  context.drawImage(source, 0, 0, canvas.width, canvas.height)
  return context.getImageData(0, 0, canvas.width, canvas.height)
}
