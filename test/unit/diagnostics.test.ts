import { describe, expect, test, vi } from 'vitest'
import { type Diagnostic, type DiagnosticListener, report } from '../../src/diagnostics.js'

const diagnostic: Diagnostic = { type: 'request', endpoint: 'POST /card/get', attempt: 1 }

describe('report', () => {
  test('tells the listener, at once', () => {
    const listener = vi.fn<DiagnosticListener>()
    report(listener, diagnostic)
    expect(listener.mock.calls).toEqual([[diagnostic]])
  })

  test('does nothing without a listener', () => {
    expect(() => report(undefined, diagnostic)).not.toThrow()
  })

  test.each([new Error('broken'), undefined, 'text'])('survives a listener that throws %s', (thrown) => {
    const listener = () => {
      throw thrown
    }
    expect(() => report(listener, diagnostic)).not.toThrow()
  })

  test('survives an async listener that rejects: it must not end the process', async () => {
    const unhandled = vi.fn()
    process.on('unhandledRejection', unhandled)
    report(() => Promise.reject(new Error('broken')), diagnostic)
    await new Promise((resolve) => setImmediate(resolve))
    process.off('unhandledRejection', unhandled)
    expect(unhandled).not.toHaveBeenCalled()
  })

  test('survives a listener that answers a promise-like thing which is none', () => {
    const odd = (() => ({ catch: 1 })) as unknown as DiagnosticListener // what callers without types may pass
    expect(() => report(odd, diagnostic)).not.toThrow()
  })
})
