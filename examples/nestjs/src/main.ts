// Member cards with NestJS.
import 'reflect-metadata'
import type { AddressInfo } from 'node:net'
import { NestFactory } from '@nestjs/core'
import type { NestExpressApplication } from '@nestjs/platform-express'
import { WeChatModule } from './wechat.module.js'

const app = await NestFactory.create<NestExpressApplication>(WeChatModule, { logger: ['error'], rawBody: true })
app.useBodyParser('text', { type: ['text/xml', 'application/xml'], limit: '256kb' })
await app.listen(Number(process.env.PORT ?? 3000), '127.0.0.1')
const { port } = app.getHttpServer().address() as AddressInfo
console.log(`listening on ${port}`)
