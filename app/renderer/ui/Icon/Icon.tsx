import type { ReactElement } from 'react'
import style from './Icon.module.css'

/** Strokes on a field of 24 by 24. */
export const drawings = {
  chats: 'M21 12a8.5 8.5 0 0 1-8.5 8.5H4l1.6-3A8.5 8.5 0 1 1 21 12Z',
  people:
    'M9.5 11.5a3.7 3.7 0 1 0 0-7.5 3.7 3.7 0 0 0 0 7.5ZM2.5 20c.5-3.6 3.3-5.5 7-5.5s6.5 1.9 7 5.5M16 4.3a3.7 3.7 0 0 1 0 7M18.5 14.9c1.8.8 2.8 2.5 3 5.1',
  network:
    'M12 7.5a2.5 2.5 0 1 0 0-5 2.5 2.5 0 0 0 0 5ZM5 21.5a2.5 2.5 0 1 0 0-5 2.5 2.5 0 0 0 0 5ZM19 21.5a2.5 2.5 0 1 0 0-5 2.5 2.5 0 0 0 0 5ZM10.8 7.2 6.2 16.8M13.2 7.2l4.6 9.6M7.5 19h9',
  settings:
    'M4 7h9M19 7h1M4 17h1M11 17h9M16 9.5a2.5 2.5 0 1 0 0-5 2.5 2.5 0 0 0 0 5ZM8 19.5a2.5 2.5 0 1 0 0-5 2.5 2.5 0 0 0 0 5Z',
  add: 'M12 5v14M5 12h14',
  addPerson:
    'M9.5 11.5a3.7 3.7 0 1 0 0-7.5 3.7 3.7 0 0 0 0 7.5ZM2.5 20c.5-3.6 3.3-5.5 7-5.5s6.5 1.9 7 5.5M19 7v6M16 10h6',
  send: 'M4.5 12h14M12.5 5.5 19 12l-6.5 6.5',
  back: 'M19 12H5M11 5.5 4.5 12l6.5 6.5',
  down: 'M6 9.5l6 6 6-6',
  up: 'M6 14.5l6-6 6 6',
  close: 'M6 6l12 12M18 6 6 18',
  search: 'M10.5 17a6.5 6.5 0 1 0 0-13 6.5 6.5 0 0 0 0 13ZM15.5 15.5 20 20',
  reply: 'M9 6 3.5 11.5 9 17M4 11.5h9c4 0 7 2 7.5 6.5',
  copy: 'M9 9h10v11H9zM5 15V4h10v2',
  check: 'M5 12.5 10 17.5 19.5 7',
  warning: 'M12 4 2.5 20h19L12 4ZM12 10v4.5M12 17v.5',
  download: 'M12 4v11M7 10.5l5 5 5-5M4.5 19.5h15',
  upload: 'M12 15.5V4.5M7 9l5-5 5 5M4.5 19.5h15',
  remove: 'M5 12h14',
  relay: 'M7 12a5 5 0 0 1 10 0M4 12a8 8 0 0 1 16 0M12 13.5v7M9 20.5h6M12 13a1 1 0 1 0 0-2 1 1 0 0 0 0 2Z',
  camera: 'M4 8h3.5L9 5.5h6L16.5 8H20v11H4zM12 16.5a3.5 3.5 0 1 0 0-7 3.5 3.5 0 0 0 0 7Z',
  picture: 'M4 5h16v14H4zM4 16l4.5-4.5 3.5 3.5 3-3 5 5M15.5 9.5h.01',
  verified: 'M12 3l7 2.5v5.5c0 4.5-3 7.800-7 10-4-2.200-7-5.5-7-10V5.5zM8.800 11.800l2.400 2.400 4.200-4.600',
  computer: 'M5 5h14v10H5zM2.5 19h19',
  more: 'M5.5 12.6a.6.6 0 1 0 0-1.2.6.6 0 0 0 0 1.2ZM12 12.6a.6.6 0 1 0 0-1.2.6.6 0 0 0 0 1.2ZM18.5 12.6a.6.6 0 1 0 0-1.2.6.6 0 0 0 0 1.2Z',
  person: 'M12 12a4 4 0 1 0 0-8 4 4 0 0 0 0 8ZM4.5 20.5c.6-3.9 3.6-5.5 7.5-5.5s6.9 1.6 7.5 5.5',
  looks: 'M12 20.5a8.5 8.5 0 1 0 0-17 8.5 8.5 0 0 0 0 17ZM12 3.5v17M12 8h7.5M12 12h8.5M12 16h7.5',
  keyboard: 'M3 6.5h18v11H3zM6.5 10h.01M10 10h.01M13.5 10h.01M17 10h.01M8 14h8',
  info: 'M12 20.5a8.5 8.5 0 1 0 0-17 8.5 8.5 0 0 0 0 17ZM12 11v5M12 8v.01',
  bell: 'M6 16.5V11a6 6 0 0 1 12 0v5.5l1.5 2h-15zM10 21h4',
  next: 'M9.5 6l6 6-6 6',
  language:
    'M12 20.5a8.5 8.5 0 1 0 0-17 8.5 8.5 0 0 0 0 17ZM3.5 12h17M12 3.5c2.4 2.3 3.6 5.2 3.6 8.5s-1.2 6.2-3.6 8.5c-2.4-2.3-3.6-5.2-3.6-8.5s1.2-6.2 3.6-8.5Z',
} as const

export type IconName = keyof typeof drawings

/** A drawing that repeats what stands or is said beside it: hidden from screen readers. */
export const Icon = ({ name }: { readonly name: IconName }): ReactElement => (
  <svg className={style['icon']} viewBox="0 0 24 24" aria-hidden="true" focusable="false">
    <path d={drawings[name]} />
  </svg>
)
