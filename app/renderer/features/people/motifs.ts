import { PICTURE_SIDE, pictureFrom } from './pictures.ts'

/** A shape on a field of 32 by 32. */
interface Shape {
  readonly path: string
  readonly fill: string
}
/** A drawn picture for who has none at hand. Its colours are its own, in every theme. */
export interface Motif {
  readonly name: MotifName
  readonly ground: string
  readonly shapes: readonly Shape[]
}
export type MotifName = 'persimmon' | 'mountain' | 'moon' | 'magpie' | 'wave' | 'sprout' | 'lantern' | 'cat'

const circle = (x: number, y: number, r: number): string =>
  `M${x - r} ${y}a${r} ${r} 0 1 0 ${r * 2} 0a${r} ${r} 0 1 0 ${-r * 2} 0Z`

/** All of them, in the order they are offered. */
export const motifs: readonly Motif[] = [
  {
    name: 'persimmon',
    ground: '#fbe3c0',
    shapes: [
      { path: circle(16, 18, 9), fill: '#e9762b' },
      { path: circle(12.6, 15.4, 2), fill: '#f6a35f' },
      {
        path: 'M16 11.4c-1.6-2-4-2.6-6-1.8 1.6.4 2.6 1.2 3 2.6 1-.6 2-.8 3-.8s2 .2 3 .8c.4-1.4 1.4-2.2 3-2.6-2-.8-4.4-.2-6 1.8Z',
        fill: '#4c7a3d',
      },
      { path: 'M15.4 6.6h1.3l.4 4h-2.1Z', fill: '#6b4a2c' },
    ],
  },
  {
    name: 'mountain',
    ground: '#cfe4ee',
    shapes: [
      { path: circle(22.5, 10, 3.2), fill: '#f4b942' },
      { path: 'M0 32V24L9.5 11.5 19 24l4-5 9 9v4Z', fill: '#3f7a6a' },
      { path: 'M9.5 11.5 12.7 15.7 10.6 17 9 15.8 7 17.2 6.4 15.6Z', fill: '#f7faf8' },
      { path: 'M0 32v-4c6-3 12-3 17-1s10 2 15 0v5Z', fill: '#2b5a50' },
    ],
  },
  {
    name: 'moon',
    ground: '#2f3a63',
    shapes: [
      { path: 'M20.6 6.4a9.8 9.8 0 1 0 5.4 13.4A8 8 0 0 1 20.6 6.4Z', fill: '#f7e3a1' },
      { path: circle(8, 9, 0.9), fill: '#dfe6ff' },
      { path: circle(25, 12, 0.7), fill: '#dfe6ff' },
      { path: circle(27, 25, 0.9), fill: '#dfe6ff' },
    ],
  },
  {
    name: 'magpie',
    ground: '#e6ead6',
    shapes: [
      { path: 'M4 23.5 12 19l3 3.2-9.6 3Z', fill: '#24406b' },
      { path: 'M9 20c1-6 6-9.6 11-9.4 3 .1 5 2.2 4.8 5-.4 5.4-6 8.8-11.6 8.4-2.4-.2-4.6-1.6-4.2-4Z', fill: '#20242b' },
      { path: 'M12 20.4c2-3.4 5.6-4.8 9-3.6-1 3.6-4.4 5.8-8 5.4-1-.2-1.6-1-1-1.8Z', fill: '#f8f9f6' },
      { path: 'M24.4 12.6 29 14l-4.4 1.2Z', fill: '#b98a2f' },
      { path: circle(21.6, 13.4, 0.9), fill: '#f8f9f6' },
      { path: 'M14.5 24h1v4h-1ZM18 23.6h1v4.2h-1Z', fill: '#b98a2f' },
    ],
  },
  {
    name: 'wave',
    ground: '#dff0f4',
    shapes: [
      { path: 'M0 18c4-5 8-5 11 0 3-5 7-5 10.5 0 3.5-5 7.5-5 10.5 0v14H0Z', fill: '#7cc0d6' },
      { path: 'M0 23c4-4.5 8-4.5 11 0 3-4.5 7-4.5 10.5 0 3.5-4.5 7.5-4.5 10.5 0v9H0Z', fill: '#3f93b5' },
      { path: 'M0 28c4-4 8-4 11 0 3-4 7-4 10.5 0 3.5-4 7.5-4 10.5 0v4H0Z', fill: '#23678a' },
    ],
  },
  {
    name: 'sprout',
    ground: '#f3ead9',
    shapes: [
      { path: 'M15.2 14h1.600v12h-1.600Z', fill: '#4e8a3e' },
      { path: 'M16 17C9.5 17.4 6 14 6.4 8.6 12.4 8.2 16 11.4 16 17Z', fill: '#6bb04f' },
      { path: 'M16 20c0-5 3-8.2 9.4-8C25.8 17.2 22 20.4 16 20Z', fill: '#86c566' },
      { path: 'M7 26h18l-2 4H9Z', fill: '#a5653a' },
    ],
  },
  {
    name: 'lantern',
    ground: '#3d2f45',
    shapes: [
      { path: 'M15.3 3h1.400v4h-1.400Z', fill: '#cbb58a' },
      { path: 'M11 7h10v2.400H11ZM11 22.600h10V25H11Z', fill: '#cbb58a' },
      { path: 'M11 9.400h10c3 4 3 9.2 0 13.200H11c-3-4-3-9.2 0-13.200Z', fill: '#e2574c' },
      { path: 'M14.6 9.400h2.800v13.200h-2.800Z', fill: '#f08a6f' },
      { path: 'M15.5 25h1v4.500h-1Z', fill: '#e2574c' },
    ],
  },
  {
    name: 'cat',
    ground: '#d9dcf2',
    shapes: [
      { path: 'M7 8.5 12.5 11.500h7L25 8.500V19a9 8 0 0 1-18 0Z', fill: '#f0a35c' },
      { path: 'M10 27c0-4 12-4 12 0v5H10Z', fill: '#f0a35c' },
      { path: circle(12.6, 17.4, 1.2), fill: '#33261b' },
      { path: circle(19.4, 17.4, 1.2), fill: '#33261b' },
      { path: 'M14.8 20.400h2.400L16 21.800Z', fill: '#b4574c' },
    ],
  },
]

/** A motif as a picture to be sent, as base64; null where this browser cannot. */
export const pictureOfMotif = ({ ground, shapes }: Motif): Promise<string | null> =>
  pictureFrom((context) => {
    context.fillStyle = ground
    context.fillRect(0, 0, PICTURE_SIDE, PICTURE_SIDE)
    context.scale(PICTURE_SIDE / 32, PICTURE_SIDE / 32)
    for (const { path, fill } of shapes) {
      context.fillStyle = fill
      const outline = new Path2D(path)
      // oxlint-disable-next-line unicorn/no-array-fill-with-reference-type -- a canvas is no array
      context.fill(outline)
    }
  })
