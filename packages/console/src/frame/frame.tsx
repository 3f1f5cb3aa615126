import { Outlet, useMatches, useRouterState } from '@tanstack/react-router'
import { type ReactNode, useEffect, useRef, useState } from 'react'
import { LANGUAGES, TAGS, useLanguage, useTexts } from '#language'
import { Leaving, Link, Notices, OfferedContext } from '#parts'
import { choose, configuration, signOut } from '#session'
import mark from '../look/mark.svg'
import { VIEWS } from '../views/index.ts'
import { NotOffered } from './gate.tsx'
import { followHeading } from './heading.ts'
import { useMe } from './me.ts'
import { Palette } from './palette.tsx'
import { offersTo, placesFor } from './places.ts'
import { Prover } from './prover.tsx'
import { frameTexts } from './texts.ts'
import { GROUPS } from './view.ts'

/** What is around every view: the rail with the project and the places, the way to find things, and who is signed in. */
export function Frame(): ReactNode {
  const t = useTexts(frameTexts)
  const path = useRouterState({ select: ({ location }) => location.pathname })
  const shown = useRouterState({ select: ({ resolvedLocation }) => resolvedLocation?.pathname })
  const [isOpen, setOpen] = useState(false)
  const main = useRef<HTMLElement>(null)
  const isFirst = useRef(true)
  useEffect(() => setOpen(false), [path])
  useEffect(() => {
    if (shown === undefined || main.current === null) return undefined
    if (!isFirst.current) return followHeading(main.current)
    isFirst.current = false
    return undefined
  }, [shown])
  return (
    <div className="frame">
      <a className="skip" href="#content">
        {t('skip')}
      </a>
      <header className={isOpen ? 'rail open' : 'rail'}>
        <Project />
        <button type="button" className="button menu" aria-expanded={isOpen} onClick={() => setOpen(!isOpen)}>
          {t('menu')}
        </button>
        <Places path={path} />
        <Person />
      </header>
      <main id="content" ref={main} tabIndex={-1}>
        <div className="top">
          <Palette />
        </div>
        <Shown />
      </main>
      <Prover />
      <Leaving />
      <Notices />
    </div>
  )
}

/** The view of the address, or that the person's role is not for it. */
function Shown(): ReactNode {
  const matches = useMatches()
  const offers = offersTo(useMe())
  const route = matches.at(-1)?.routeId.replace(/^\//, '')
  const isThere = VIEWS.some(({ path }) => path === route)
  return <OfferedContext value={offers}>{!isThere || offers(route ?? '') ? <Outlet /> : <NotOffered />}</OfferedContext>
}

function Project(): ReactNode {
  const t = useTexts(frameTexts)
  const { project } = useMe()
  return (
    <button type="button" className="project" title={t('project.choose')} onClick={() => void choose()}>
      <img src={mark} alt="" />
      <span>
        <b>
          <bdi>{project.name ?? project.id}</bdi>
        </b>
        <small>
          <bdi>{new URL(configuration.baseUrl).host}</bdi>
        </small>
      </span>
    </button>
  )
}

function Places({ path }: { readonly path: string }): ReactNode {
  const t = useTexts(frameTexts)
  const places = placesFor(useMe())
  return (
    <nav aria-label={t('menu')}>
      {GROUPS.map((group) => {
        const ofGroup = places.filter((place) => place.group === group)
        return ofGroup.length === 0 ? null : (
          <div key={group}>
            {group === 'home' ? null : <h2>{t(`group.${group}`)}</h2>}
            <ul>
              {ofGroup.map(({ path: to, title }) => (
                <li key={to}>
                  <Link to={to} className={isWithin(path, to) ? 'current' : ''}>
                    {t(title)}
                  </Link>
                </li>
              ))}
            </ul>
          </div>
        )
      })}
    </nav>
  )
}

function isWithin(path: string, to: string): boolean {
  const bare = path.replace(/^\/|\/$/g, '')
  return to === '' ? bare === '' : bare === to || bare.startsWith(`${to}/`)
}

function Person(): ReactNode {
  const t = useTexts(frameTexts)
  const me = useMe()
  const { tag, choose: chooseLanguage } = useLanguage()
  return (
    <div className="me">
      <p>
        <bdi>{me.name}</bdi> · {me.isOperator ? t('me.operator') : t(`me.${me.role ?? 'owner'}`)}
      </p>
      <label>
        {t('language')}{' '}
        <select value={tag} onChange={({ target }) => chooseLanguage(TAGS.find((one) => one === target.value) ?? 'en')}>
          {TAGS.map((one) => (
            <option key={one} value={one} lang={one}>
              {LANGUAGES[one].name}
            </option>
          ))}
        </select>
      </label>
      <p>
        <a href={`${configuration.baseUrl}account`}>{t('me.account')}</a>
        {' · '}
        <button type="button" className="text" onClick={() => void signOut()}>
          {t('me.signOut')}
        </button>
      </p>
    </div>
  )
}
