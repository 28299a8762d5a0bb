// Other SDKs for Node, installed beside the measurement and sent to the loopback server in ways that they offer.
import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'

/** An ignored folder. Each package has one of its own in it, so that its size can be told. */
export const CACHE = fileURLToPath(new URL('../node_modules/.cache/bench/', import.meta.url))

const VERSIONS = {
  'co-wechat-api': '3.11.0',
  'wechat-api': '1.35.1',
  'wechat-jssdk': '5.1.0',
  'wechat-crypto': '0.0.2',
  xml2js: '0.6.2',
  'fast-xml-parser': '5.12.1',
}

/** The SDKs that do what this one does: tokens, tickets, cardExt and calls. */
export const SDKS = ['co-wechat-api', 'wechat-api', 'wechat-jssdk']

/**
 * Installs a package alone into a folder, unless it is there already, and answers with the folder. `mark` tells one state
 * of a package from another.
 */
export function install(name, what = `${name}@${VERSIONS[name]}`, mark = what) {
  const folder = `${CACHE}${name}`
  const note = `${folder}/installed.txt`
  if (existsSync(note) && readFileSync(note, 'utf8') === mark) return folder
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(folder, { recursive: true })
  writeFileSync(`${folder}/package.json`, '{ "private": true }')
  const quietly = ['--no-audit', '--no-fund', '--no-package-lock', '--ignore-scripts', '--loglevel=error']
  execFileSync('npm', ['install', ...quietly, what], { cwd: folder, stdio: ['ignore', 'ignore', 'inherit'] })
  writeFileSync(note, mark)
  return folder
}

/** Loads a package of {@link VERSIONS}. */
export const load = (name) => createRequire(`${install(name)}/package.json`)(name)

/** `name version`, as a heading. */
export const titleOf = (name) => (VERSIONS[name] ? `${name} ${VERSIONS[name]}` : name)

const APP_ID = 'wx0000000000000001'
const APP_SECRET = 'c0ffee00c0ffee00c0ffee00c0ffee00'

/**
 * Makes a client: `cardExt` signs one card, `call` posts a small request and reads the reply. Its memory is its own and
 * empty. co-wechat-api and wechat-api name most addresses by a public field (`prefix`, `endpoint`), but those of cards by
 * a constant: so they post to `/cgi-bin/qrcode/create`, which costs the same.
 */
export const clientOf = {
  'co-wechat-api'(url) {
    const Api = load('co-wechat-api')
    const api = new Api(APP_ID, APP_SECRET)
    api.prefix = `${url}/cgi-bin/`
    api.setOpts({ timeout: 60_000 }) // its 3 s would be over before a herd of cold calls is served
    return { cardExt: (card_id) => api.getCardExt({ card_id }), call: () => api.createTmpQRCode(123, 1800) }
  },
  'wechat-api'(url) {
    const Api = load('wechat-api')
    const api = new Api(APP_ID, APP_SECRET)
    api.endpoint = url
    api.setOpts({ timeout: 60_000 })
    const cardExt = promisify((card_id, done) => api.getCardExt({ card_id }, done))
    return { cardExt, call: promisify((done) => api.createTmpQRCode(123, 1800, done)) }
  },
  'wechat-jssdk'(url) {
    const { Card, Store } = load('wechat-jssdk')
    const card = new Card({
      appId: APP_ID,
      appSecret: APP_SECRET,
      accessTokenUrl: `${url}/cgi-bin/token`,
      ticketUrl: `${url}/cgi-bin/ticket/getticket`,
      decodeCardCodeUrl: `${url}/card/code/decrypt`,
      store: new Store({ noInterval: true }), // in memory; its default writes a file
    })
    return { cardExt: (cardId) => card.getCardExt(cardId), call: () => card.decryptCardCode(ENCRYPTED) }
  },
}

const ENCRYPTED = 'XXIzTtMqCxwOaawoE91+VJdsFmv7b8g0VZIZkqf4GWA60Fzpc8ksZ/5ZZ0DVkXdE'
