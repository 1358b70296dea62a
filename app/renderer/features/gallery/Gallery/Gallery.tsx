import { useState, type ReactElement, type ReactNode } from 'react'
import { useManner } from '../../../app/world.ts'
import { Avatar } from '../../../ui/Avatar/Avatar.tsx'
import { Badge } from '../../../ui/Badge/Badge.tsx'
import { Banner } from '../../../ui/Banner/Banner.tsx'
import { Button } from '../../../ui/Button/Button.tsx'
import { Choice } from '../../../ui/Choice/Choice.tsx'
import { Copyable } from '../../../ui/Copyable/Copyable.tsx'
import { Empty } from '../../../ui/Empty/Empty.tsx'
import { drawings, Icon, type IconName } from '../../../ui/Icon/Icon.tsx'
import { IconButton } from '../../../ui/IconButton/IconButton.tsx'
import { Keys } from '../../../ui/Keys/Keys.tsx'
import { Progress } from '../../../ui/Progress/Progress.tsx'
import { SearchField } from '../../../ui/SearchField/SearchField.tsx'
import { Section, Sections } from '../../../ui/Section/Section.tsx'
import { Skeleton } from '../../../ui/Skeleton/Skeleton.tsx'
import { Slider } from '../../../ui/Slider/Slider.tsx'
import { Switch } from '../../../ui/Switch/Switch.tsx'
import { TextField } from '../../../ui/TextField/TextField.tsx'
import { Layers } from './Layers.tsx'
import style from './Gallery.module.css'

/** Those whose letters, colours and lengths differ most. */
const people = ['하나', 'Jun', '김수한무거북이와두루미', 'Åsa', '民', 'X'] as const
// Object.keys forgets the keys' type; the table is closed.
const icons = Object.keys(drawings) as readonly IconName[]

const Row = ({ children }: { readonly children: ReactNode }): ReactElement => (
  <div className={style['row']}>{children}</div>
)

/**
 * Every primitive in every state on one page, for those who build (`#/ui`). Its samples are data, not words of the page.
 * The pictures of e2e/looks.spec.ts and the checks of e2e/access.spec.ts look at it, too.
 */
export const Gallery = (): ReactElement => (
  <Sections title="Primitives" lead="app/renderer/ui, in every state. 화면을 이루는 조각들을 모두 모았어요.">
    <Section title="Button">
      <Row>
        <Button look="main">Main</Button>
        <Button>Quiet</Button>
        <Button look="danger">Danger</Button>
        <Button look="bare">Bare</Button>
      </Row>
      <Row>
        <Button look="main" icon="addPerson">
          사람 추가
        </Button>
        <Button icon="copy">복사</Button>
        <Button look="main" isBusy>
          Busy
        </Button>
        <Button isBusy>Busy</Button>
      </Row>
      <Row>
        <IconButton icon="add" label="Plain" />
        <IconButton icon="send" label="Main" look="main" />
        <IconButton icon="close" label="Small" size="small" />
        <IconButton icon="search" label="Busy" isBusy />
        <IconButton icon="search" label="With keys" keys="Mod+Shift+F" />
        <Keys keys="Mod+K" />
        <Keys keys="Alt+ArrowUp" />
      </Row>
    </Section>
    <Layers />
    <Fields />
    <Section title="People and counts">
      <Row>
        {people.map((name) => (
          <Avatar key={name} id={name} name={name} size="large" />
        ))}
      </Row>
      <Row>
        {people.map((name) => (
          <Avatar key={name} id={name} name={name} />
        ))}
        {people.map((name) => (
          <Avatar key={name} id={name} name={name} size="small" />
        ))}
      </Row>
      <Row>
        <Badge count={1} label="1 unread" />
        <Badge count={24} label="24 unread" />
        <Badge count={12_345} label="12,345 unread" />
        <Badge count={7} look="quiet" label="7 unread, muted" />
      </Row>
    </Section>
    <Section title="States that last">
      <Banner>Plain: you are offline. Messages wait here.</Banner>
      <Banner look="warning">Warning: Dure does not answer.</Banner>
      <Banner look="danger">Danger: this computer has stopped writing.</Banner>
      <Progress label="Reading a bundle" done={3200} of={10_000} text="3,200 of about 10,000 messages" />
      <Progress label="처음 맞추는 중" done={null} of={1} />
      <Skeleton shape="row" count={2} />
      <Skeleton shape="text" count={1} />
      <Empty
        icon="people"
        title="아직 대화가 없어요"
        more="첫 사람을 추가해 보세요. 내 링크를 보내거나 받은 링크를 붙여 넣으면 돼요."
      >
        <Button look="main">사람 추가</Button>
      </Empty>
    </Section>
    <Section title="Icons">
      <ul className={style['icons']}>
        {icons.map((name) => (
          <li key={name}>
            <Icon name={name} />
            <span>{name}</span>
          </li>
        ))}
      </ul>
    </Section>
  </Sections>
)

const Fields = (): ReactElement => {
  const { words } = useManner()
  const [text, setText] = useState('두레')
  const [isOn, setOn] = useState(true)
  const [size, setSize] = useState(100)
  const [choice, setChoice] = useState<'one' | 'two' | 'three'>('one')
  return (
    <Section title="Fields" hint="Each says what it is above, what helps below, and what is wrong in its place.">
      <TextField label="Name" name="name" hint="What the people you add will see." />
      <TextField label="Wrong" name="wrong" initial="" error="Please write a name." />
      <TextField label="Code" name="code" isCode initial="/ip4/192.168.0.4/tcp/4001" />
      <Row>
        <SearchField label="Search" text="" onChange={setText} clearLabel={words.chats.clearSearch} keys="Mod+F" />
        <SearchField label="Search with text" text={text} onChange={setText} clearLabel={words.chats.clearSearch} />
      </Row>
      <Choice
        label="One of a few"
        options={[
          { value: 'one', label: 'One' },
          { value: 'two', label: 'Two' },
          { value: 'three', label: '셋' },
        ]}
        chosen={choice}
        onChoose={setChoice}
      />
      <Slider label="Size" value={size} least={80} most={200} step={10} text={`${size} %`} onChange={setSize} />
      <Switch label="On" hint="It takes effect at once." isOn={isOn} onChange={setOn} />
      <Switch label="Off" hint="The other one." isOn={!isOn} onChange={(on) => setOn(!on)} />
      <Copyable label="Link" text="dure:contact#b3ikhx5m4wq7" copyLabel={words.copy} copiedLabel={words.copied} />
    </Section>
  )
}
