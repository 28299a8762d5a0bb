import { describe, expect, test } from 'vitest'
import { bindRoutes, type CallOptions, json, type Route, type RouteTable } from '../../../src/transport/route.js'

interface ShopsApi {
  open(request: { shop_id: string }, options?: CallOptions): Promise<{ opened: number }>
  colors(request?: Readonly<Record<string, never>>, options?: CallOptions): Promise<object>
}

const shopsRoutes: RouteTable<ShopsApi> = {
  open: json('/shop/open', 'write', { retryOnErrcodes: [40056], verifyWith: 'shops.get' }),
  colors: { method: 'GET', path: '/shop/colors', effect: 'read' },
}

/** Notes what a method asks for. */
function bound() {
  const calls: {
    route: Route
    name?: string | undefined
    request?: object | undefined
    options: CallOptions | undefined
  }[] = []
  const made = bindRoutes('shops', shopsRoutes, (route, name) => async (request, options) => {
    calls.push({ route, name, request, options })
    return { opened: 1 }
  })
  return { api: made as unknown as ShopsApi, calls }
}

describe('bindRoutes', () => {
  test('makes one method per row, as own enumerable functions', () => {
    const { api } = bound()
    expect(Object.keys(api)).toEqual(['open', 'colors'])
    expect(Object.values(api).map((method) => typeof method)).toEqual(['function', 'function'])
  })

  test('sends the request and the options of a method along its own row', async () => {
    const { api, calls } = bound()
    const request = { shop_id: 's1' }
    const options = { retry: false }
    const { open } = api // methods need no owner
    await expect(open(request, options)).resolves.toEqual({ opened: 1 })
    expect(calls).toHaveLength(1)
    expect(calls[0]?.route).toBe(shopsRoutes.open)
    expect(calls[0]?.name).toBe('shops.open')
    expect(calls[0]?.request).toBe(request)
    expect(calls[0]?.options).toBe(options)
  })

  test('takes no request where none is needed', async () => {
    const { api, calls } = bound()
    await api.colors()
    expect(calls).toEqual([{ route: shopsRoutes.colors, name: 'shops.colors', request: undefined, options: undefined }])
  })
})

describe('json', () => {
  test('is a POST of the given effect and details', () => {
    expect(json('/card/get', 'read')).toEqual({ method: 'POST', path: '/card/get', effect: 'read' })
    expect(shopsRoutes.open).toEqual({
      method: 'POST',
      path: '/shop/open',
      effect: 'write',
      retryOnErrcodes: [40056],
      verifyWith: 'shops.get',
    })
  })
})
