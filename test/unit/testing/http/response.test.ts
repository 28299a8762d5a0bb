import { describe, expect, test } from 'vitest'
import type { Fault } from '../../../../src/testing/http/faults.js'
import type { Reply } from '../../../../src/testing/http/gateway.js'
import {
  applyFault,
  intact,
  NOTHING_DONE,
  type OutgoingResponse,
  toResponse,
} from '../../../../src/testing/http/response.js'

const reply: Reply = { status: 200, contentType: 'application/json', body: '{"errcode":0,"errmsg":"好","name":"Tea"}' }

const deliver = (fault: Fault, signal?: AbortSignal): Promise<Response> => toResponse(applyFault(reply, fault), signal)

const bytesOf = (text: string): number => Buffer.byteLength(text)

describe('an answer that is as it should be', () => {
  test('arrives as it was written', async () => {
    const response = await toResponse(intact(reply), undefined)
    expect(response.status).toBe(200)
    expect(response.headers.get('content-type')).toBe('application/json')
    expect(await response.json()).toEqual({ errcode: 0, errmsg: '好', name: 'Tea' })
  })

  test('what a fault keeps from being carried out would have been a success', async () => {
    expect(await (await toResponse(intact(NOTHING_DONE), undefined)).json()).toEqual({ errcode: 0, errmsg: 'ok' })
  })
})

describe('a spoilt answer', () => {
  test('is a gateway’s page for a status, or the given body', async () => {
    const response = await deliver({ status: 502 })
    expect(response.status).toBe(502)
    expect(response.headers.get('content-type')).toBe('text/html')
    expect(await response.text()).toMatch(/^<html>.*502.*<\/html>$/)
    expect(await (await deliver({ status: 500, body: 'down' })).text()).toBe('down')
  })

  test('is HTML with a good status', async () => {
    const response = await deliver({ body: '<html>maintenance</html>' })
    expect(response.status).toBe(200)
    expect(await response.text()).toBe('<html>maintenance</html>')
  })

  test('is cut off', async () => {
    expect(await (await deliver({ truncateAt: 10 })).text()).toBe('{"errcode"')
    expect(await (await deliver({ truncateAt: 0 })).text()).toBe('')
  })

  test('holds raw control characters, which strict parsers refuse', async () => {
    const text = await (await deliver({ controlCharacters: true })).text()
    expect(text).toContain('a\u0001b\u001fc')
    expect(() => JSON.parse(text)).toThrow(SyntaxError)
    const escaped = text.replaceAll('\u0001', '\\u0001').replaceAll('\u001f', '\\u001f')
    expect(JSON.parse(escaped)).toMatchObject({ errcode: 0, name: 'Tea', control_characters: 'a\u0001b\u001fc' })
  })

  test('holds an integer beyond what a number can', async () => {
    const text = await (await deliver({ bigIntegers: true })).text()
    expect(text).toContain('9007199254740993')
    expect(JSON.parse(text)).toMatchObject({ errcode: 0, name: 'Tea' })
    const empty = applyFault({ ...reply, body: '{}' }, { bigIntegers: true })
    expect(empty.reply.body).toBe('{}')
  })

  test('breaks before its headers as fetch tells it', async () => {
    for (const reset of [true, 'headers'] as const) {
      const error: unknown = await deliver({ reset }).catch((reason: unknown) => reason)
      expect(error).toBeInstanceOf(TypeError)
      expect(error).toMatchObject({ message: 'fetch failed', cause: { code: 'ECONNRESET' } })
    }
  })

  test('breaks in its body after half of it', async () => {
    const response = await deliver({ reset: 'body' })
    expect(response.status).toBe(200)
    const reader = (response.body as ReadableStream<Uint8Array>).getReader()
    const first = await reader.read()
    expect(first.value?.length).toBeGreaterThan(0)
    expect(first.value?.length).toBeLessThan(bytesOf(reply.body))
    await expect(reader.read()).rejects.toMatchObject({ message: 'terminated', cause: { code: 'ECONNRESET' } })
  })

  test('stalls before its headers until the caller gives up', async () => {
    const controller = new AbortController()
    const running = deliver({ stall: 'headers' }, controller.signal)
    const state = await Promise.race([running.then(() => 'answered'), Promise.resolve('nothing yet')])
    expect(state).toBe('nothing yet')
    const reason = new Error('enough')
    controller.abort(reason)
    await expect(running).rejects.toBe(reason)
  })

  test('stalls in its body until the caller gives up', async () => {
    const controller = new AbortController()
    const response = await deliver({ stall: 'body' }, controller.signal)
    const reader = (response.body as ReadableStream<Uint8Array>).getReader()
    expect((await reader.read()).value?.length).toBeGreaterThan(0)
    const reason = new Error('enough')
    controller.abort(reason)
    await expect(reader.read()).rejects.toBe(reason)
  })

  test('can be given up before it began', async () => {
    const reason = new Error('enough')
    await expect(deliver({ stall: 'headers' }, AbortSignal.abort(reason))).rejects.toBe(reason)
    await expect(deliver({ delayMs: 60_000 }, AbortSignal.abort(reason))).rejects.toBe(reason)
  })

  test('can be late', () => {
    const late: OutgoingResponse = applyFault(reply, { delayMs: 250, errcode: 1 })
    expect(late).toEqual({ reply, delayMs: 250 })
  })
})
