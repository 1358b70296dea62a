/** Side of a picture as it is sent, in pixels; at most what the node takes (I8). */
export const PICTURE_SIDE = 128
/** Bytes of it at most. */
const MOST_BYTES = 24 * 1024
/** Qualities tried one after the other until it is small enough. */
const QUALITIES = [0.86, 0.7, 0.5, 0.3]
/** Kinds tried, the smallest first: a browser that does not write one writes a PNG in its place. */
const KINDS = ['image/webp', 'image/jpeg']

/** The square in the middle of a picture, as `drawImage` takes it. */
export const middleOf = (width: number, height: number): { x: number; y: number; side: number } => {
  const side = Math.min(width, height)
  return { x: Math.floor((width - side) / 2), y: Math.floor((height - side) / 2), side }
}

/** Bytes as base64. At most some hundred kilobytes. */
export const base64Of = (bytes: Uint8Array): string =>
  btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(''))

const canvasOf = (draw: (context: CanvasRenderingContext2D) => void): HTMLCanvasElement | null => {
  const canvas = document.createElement('canvas')
  canvas.width = PICTURE_SIDE
  canvas.height = PICTURE_SIDE
  const context = canvas.getContext('2d')
  if (context === null) return null
  context.imageSmoothingQuality = 'high'
  draw(context)
  return canvas
}

const written = (canvas: HTMLCanvasElement, kind: string, quality: number): Promise<Blob | null> =>
  new Promise((resolve) => canvas.toBlob(resolve, kind, quality))

/**
 * What was drawn, small enough to be sent to everybody, as base64; null where this browser cannot. Written anew from its
 * pixels: what the file told of place and camera is not in it.
 */
export const pictureFrom = async (draw: (context: CanvasRenderingContext2D) => void): Promise<string | null> => {
  const canvas = canvasOf(draw)
  if (canvas === null) return null
  for (const quality of QUALITIES)
    for (const kind of KINDS) {
      const blob = await written(canvas, kind, quality)
      if (blob !== null && blob.size <= MOST_BYTES) return base64Of(new Uint8Array(await blob.arrayBuffer()))
    }
  return null
}

/** The middle of a picture file as a small square; null for what is no picture here. */
export const pictureOfFile = async (file: Blob): Promise<string | null> => {
  const image = await createImageBitmap(file, { imageOrientation: 'from-image' }).catch(() => null)
  if (image === null) return null
  const { x, y, side } = middleOf(image.width, image.height)
  const picture = await pictureFrom((context) =>
    context.drawImage(image, x, y, side, side, 0, 0, PICTURE_SIDE, PICTURE_SIDE),
  )
  image.close()
  return picture
}

/** What `<img>` shows of a picture that is on no server yet. The browser finds out its kind by itself. */
export const shownOf = (base64: string): string => `data:image/webp;base64,${base64}`
