import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import ts from 'typescript'
import { describe, expect, test } from 'vitest'
import { groupRoutes } from '../../src/api/groups.js'
import { ApiError, type CallOptions, CredentialError, WeChatCardClient } from '../../src/index.js'
import { createSimulator } from '../../src/testing/index.js'
import type { Route } from '../../src/transport/route.js'
// Typed from WeChat's pages.
import errorCodes from '../fixtures/error-codes.json' with { type: 'json' }

const API = join(import.meta.dirname, '../../src/api')

/** Interfaces by name: what they extend, and the codes that the documentation of each of their methods names. */
const interfaces = new Map(
  readdirSync(API)
    .map((file) => ts.createSourceFile(file, readFileSync(join(API, file), 'utf8'), ts.ScriptTarget.ES2023, true))
    .flatMap(({ statements }) => statements.filter(ts.isInterfaceDeclaration))
    .map((node) => [node.name.text, node]),
)

const codesOf = (method: ts.TypeElement): number[] =>
  ts
    .getJSDocTags(method)
    .filter(({ tagName }) => tagName.text === 'throws')
    .flatMap(({ comment }) => [...(ts.getTextOfJSDocComment(comment) ?? '').matchAll(/`(-?\d+)`/g)])
    .map(([, code]) => Number(code))

function methodsOf(name: string): ts.MethodSignature[] {
  const node = interfaces.get(name)
  const above = (node?.heritageClauses ?? []).flatMap(({ types }) =>
    types.map(({ expression }) => expression.getText()),
  )
  return [...above.flatMap(methodsOf), ...(node?.members.filter(ts.isMethodSignature) ?? [])]
}

/** What a group's methods are declared in. */
const apiOf = new Map(
  interfaces
    .get('ApiGroups')
    ?.members.filter(ts.isPropertySignature)
    // What goes through pages is declared beside it: `CardsApi & CardsPaging`.
    .map(({ name, type }) => [name.getText(), type?.getText().split(' & ')[0] ?? '']),
)

/** Every method with the codes that it is documented to meet. */
const methods = Object.entries<Readonly<Record<string, Route>>>(groupRoutes).flatMap(([group, table]) =>
  Object.entries(table).map(([name, route]) => {
    const method = methodsOf(apiOf.get(group) ?? '').find((each) => each.name.getText() === name)
    return { group, name, route, codes: method ? codesOf(method) : [] }
  }),
)

/** The methods that look at their request before it is sent, and one that they like. */
const REQUESTS: Readonly<Record<string, object>> = {
  'media.uploadImage': { file: new Uint8Array([0x89, 0x50, 0x4e, 0x47]), filename: 'logo.png' },
  'invoices.uploadPdf': { file: new Uint8Array([0x25, 0x50, 0x44, 0x46]), filename: 'invoice.pdf' },
}

const errmsgs = new Map(errorCodes.map(({ code, errmsg }) => [code, errmsg]))

/** Calls a method once, whose request does not matter: the fault answers before it is looked at. */
async function errorOf(wechat: WeChatCardClient, group: string, name: string): Promise<unknown> {
  const methods = wechat[group as keyof typeof groupRoutes] as unknown as Readonly<
    Record<string, (request: object, options: CallOptions) => Promise<unknown>>
  >
  return await methods[name]?.(REQUESTS[`${group}.${name}`] ?? {}, { retry: false }).catch((error: unknown) => error)
}

describe('the documentation', () => {
  test('was read: most methods name codes, and well-known ones are among them', () => {
    expect(methods.filter(({ codes }) => codes.length > 0).length).toBeGreaterThan(methods.length / 2)
    const named = (group: string, name: string) =>
      methods.find((each) => each.group === group && each.name === name)?.codes
    expect(named('codes', 'consume')).toEqual(expect.arrayContaining([40099, 40127, 40056]))
    expect(named('members', 'getActivationUrl')).toEqual(expect.arrayContaining([72026, 40158]))
  })

  test('names no code without WeChat’s text for it', () => {
    const named = new Set(methods.flatMap(({ codes }) => codes))
    expect([...named].filter((code) => !errmsgs.has(code))).toEqual([])
  })
})

describe.each(methods.filter(({ codes }) => codes.length > 0))('$group.$name', ({ group, name, route, codes }) => {
  test.each([...new Set(codes)])('can meet %i', async (errcode) => {
    const simulator = createSimulator()
    const wechat = new WeChatCardClient(simulator.clientOptions())
    const path = route.path.split('?')[0] as string // a split has a first part
    simulator.faults.add({ path, errcode })
    const error = await errorOf(wechat, group, name)
    expect(error).toBeInstanceOf(ApiError)
    expect(error).toMatchObject({
      errcode,
      endpoint: `${route.method} ${path}`,
      rid: expect.stringMatching(/^[\da-f]{8}-[\da-f]{8}-[\da-f]{8}$/),
      attempts: 1,
    })
    const { hint, hintZh } = error as ApiError
    expect(hint).not.toMatch(/knows nothing about this code/)
    expect(hintZh).toMatch(/[\u4e00-\u9fff]/)
    expect(simulator.requests.count(path)).toBe(1)
  })
})

describe('a named fault', () => {
  /** Answered by a call where they have a meaning of their own: a token is refused, so another is fetched. */
  const ABOUT_TOKENS = [40001, 40014, 42001]

  test.each(errorCodes.filter(({ code }) => code !== 0 && !ABOUT_TOKENS.includes(code)))(
    'answers $code with WeChat’s text',
    async ({ code, errmsg, category }) => {
      const simulator = createSimulator()
      const wechat = new WeChatCardClient(simulator.clientOptions())
      simulator.faults.add({ path: '/card/get', errcode: code })
      const error: unknown = await wechat.cards
        .get({ card_id: 'p' }, { retry: false })
        .catch((reason: unknown) => reason)
      expect(error).toBeInstanceOf(ApiError)
      expect(error).toMatchObject({ errcode: code, category })
      // The specification prints "[..]" where every answer has an id of its own, "…" where it cuts a text, and for some
      // codes no text.
      const [text = ''] = (errmsg ?? '').split(/ ?hint: ?\[|…/i)
      expect((error as ApiError).errmsg).toContain(text.trim())
    },
  )

  test.each(ABOUT_TOKENS)('answers %i twice: another token is fetched once, then it is said', async (errcode) => {
    const simulator = createSimulator()
    const wechat = new WeChatCardClient(simulator.clientOptions())
    await wechat.getAccessToken()
    simulator.revokeTokens() // so that another is to be had
    simulator.faults.add({ path: '/card/get', errcode, times: 2 })
    await expect(wechat.cards.get({ card_id: 'p' })).rejects.toMatchObject({ errcode, attempts: 2 })
    expect(simulator.requests.count('/cgi-bin/stable_token')).toBe(2)
  })

  // credentials.md, section 4.
  test.each([-1, 40001, 40002, 40013, 40125, 40164, 40243, 41002, 41004, 43002, 45009, 45011, 89503, 89506, 89507])(
    'lets the token endpoint answer %i',
    async (errcode) => {
      const simulator = createSimulator()
      const wechat = new WeChatCardClient({ ...simulator.clientOptions(), maxRetries: 0 })
      simulator.faults.add({ path: '/cgi-bin/stable_token', errcode })
      const error: unknown = await wechat.getAccessToken().catch((reason: unknown) => reason)
      expect(error).toBeInstanceOf(CredentialError)
      expect(error).toMatchObject({
        errcode,
        kind: 'accessToken',
        outcome: 'not_sent',
        hint: expect.stringMatching(/\w/),
      })
      expect((error as CredentialError).hint).not.toMatch(/knows nothing about this code/)
    },
  )

  test.each([-1, 40097, 48001])('lets the ticket endpoint answer %i', async (errcode) => {
    const simulator = createSimulator()
    const wechat = new WeChatCardClient({ ...simulator.clientOptions(), maxRetries: 0 })
    simulator.faults.add({ path: '/cgi-bin/ticket/getticket', errcode })
    await expect(wechat.getCardTicket()).rejects.toMatchObject({ errcode, kind: 'cardTicket' })
  })
})
