// What the snippets of the documentation take for granted: names, and packages beside the SDK.

/** Names that a block may use without declaring them: the client of the quick start, and what a reader has anyway. */
export const GIVEN = `
import type { ServerResponse } from 'node:http'
import type { Express, Request as ExpressRequest } from 'express'
import type { FastifyInstance } from 'fastify'
import type { Redis } from 'ioredis'
import type * as vitest from 'vitest'
import type { CacheAdapter, WeChatCardClient } from 'wechat-card-sdk'
import type { DedupeStore, EventHandler, EventQuery, EventReceiver as Receiver, NodeHandler } from 'wechat-card-sdk/events'
import type { Phone, PhoneAddCardItem, Simulator } from 'wechat-card-sdk/testing'

declare global {
  const wechat: WeChatCardClient
  const simulator: Simulator
  const phone: Phone
  const cardId: string
  const cardList: PhoneAddCardItem[]
  const handler: EventHandler
  const redis: Redis
  const cache: CacheAdapter
  const dedupe: DedupeStore
  const receiver: Receiver
  const EventReceiver: typeof Receiver
  const serve: NodeHandler
  const app: FastifyInstance
  const server: Express
  const sessionOf: (request: ExpressRequest) => { openid: string; unionid?: string }
  const response: ServerResponse
  const query: EventQuery
  const body: string
  const appId: string
  const appSecret: string
  const token: string
  const encodingAESKey: string
  const newKey: string
  const oldKey: string
  const test: typeof vitest.test
  const holders: {
    upsert(holder: { cardId: string; code: string; openid: string }): Promise<void>
    markDeleted(cardId: string, code: string): Promise<void>
    findByOpenid(openid: string): Promise<{ unionid: string } | undefined>
  }
}
`

/** What the snippets import beside the SDK. Only their types are needed, so nothing native is built. */
export const PEERS: readonly string[] = [
  'typescript@5.9.3',
  '@types/node@20',
  '@types/express@5',
  'express@5',
  'vitest@4.1.12',
  'msw@2.15.0',
  'ioredis@5',
  'redis@5',
  'keyv@5',
  '@keyv/sqlite@4',
  '@keyv/postgres@2',
  '@upstash/redis@1',
  'fastify@5',
  'hono@4',
  'koa@3',
  '@types/koa@3',
  'https-proxy-agent@7',
  '--ignore-scripts',
]

/** How the snippets are compiled: as the README asks its reader to. */
export const COMPILER_OPTIONS: Readonly<Record<string, unknown>> = {
  strict: true,
  module: 'nodenext',
  moduleResolution: 'nodenext',
  target: 'es2023',
  types: ['node'],
  skipLibCheck: true, // of the others: our own declarations are checked by typescript.test.ts
  noEmit: true,
}
