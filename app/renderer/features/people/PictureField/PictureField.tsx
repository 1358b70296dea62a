import { useRef, type ReactElement } from 'react'
import { useTask } from '../../../app/useTask.ts'
import { useManner } from '../../../app/world.ts'
import { Avatar } from '../../../ui/Avatar/Avatar.tsx'
import { Button } from '../../../ui/Button/Button.tsx'
import { failureSentence, type AnyFailure } from '../../../words/index.ts'
import { motifs, pictureOfMotif, type Motif } from '../motifs.ts'
import { pictureOfFile } from '../pictures.ts'
import style from './PictureField.module.css'

type Outcome = { readonly ok: true } | { readonly ok: false; readonly error: AnyFailure }

export interface PictureFieldProps {
  /** Of what; one's own if left out. */
  readonly label?: string
  /** Whose colour and letter show where there is no picture. */
  readonly id: string
  readonly name: string
  /** Where the present picture is; null: none. */
  readonly picture: string | null
  /** Takes another (base64), or none. */
  readonly onChoose: (picture: string | null) => Promise<Outcome>
}

const notAPicture = { ok: false, error: { type: 'PictureInvalid', reason: 'kind' } } as const

/** What one looks like: a file of one's own, one of some drawings, or the letter of one's name. */
export const PictureField = ({ label, id, name, picture, onChoose }: PictureFieldProps): ReactElement => {
  const { words } = useManner()
  const { isBusy, failure, run } = useTask()
  const input = useRef<HTMLInputElement>(null)
  const take = (made: Promise<string | null>): void =>
    run(async () => {
      const chosen = await made
      return chosen === null ? notAPicture : onChoose(chosen)
    })
  return (
    <fieldset className={style['field']}>
      <legend className="only-said">{label ?? words.people.picture}</legend>
      <Avatar id={id} name={name} picture={picture} size="large" />
      <div className={style['ways']}>
        <span className={style['buttons']}>
          <Button icon="upload" isBusy={isBusy} onClick={() => input.current?.click()}>
            {words.people.choosePicture}
          </Button>
          {picture !== null && (
            <Button look="bare" isBusy={isBusy} onClick={() => run(() => onChoose(null))}>
              {words.people.noPicture}
            </Button>
          )}
        </span>
        <input
          ref={input}
          type="file"
          accept="image/*"
          className="only-said"
          tabIndex={-1}
          aria-label={words.people.choosePicture}
          onChange={({ target }) => {
            const [file] = target.files ?? []
            if (file !== undefined) take(pictureOfFile(file))
            // The same file chosen again is a change again.
            target.value = ''
          }}
        />
        <ul className={style['motifs']} aria-label={words.people.motifs}>
          {motifs.map((motif) => (
            <li key={motif.name}>
              <button
                type="button"
                className={style['motif']}
                aria-label={words.people.motif[motif.name]}
                title={words.people.motif[motif.name]}
                onClick={() => take(pictureOfMotif(motif))}
              >
                <Drawing motif={motif} />
              </button>
            </li>
          ))}
        </ul>
        {failure !== null && (
          <p className={style['failure']} role="alert">
            {failureSentence(failure, words)}
          </p>
        )}
      </div>
    </fieldset>
  )
}

const Drawing = ({ motif: { ground, shapes } }: { readonly motif: Motif }): ReactElement => (
  <svg className={style['drawing']} viewBox="0 0 32 32" aria-hidden="true" focusable="false">
    <rect width="32" height="32" fill={ground} />
    {shapes.map(({ path, fill }) => (
      <path key={path} d={path} fill={fill} />
    ))}
  </svg>
)
