// What WeChat calls.
import type { IncomingMessage, ServerResponse } from 'node:http'
import { All, Controller, Inject, Req, Res } from '@nestjs/common'
import { createEventHandler, EventReceiver, type NodeHandler, toNodeHandler } from 'wechat-card-sdk/events'
import { SHOP, type Shop } from './shop.provider.js'

const { WECHAT_APP_ID = '', WECHAT_TOKEN = '', WECHAT_AES_KEY = '' } = process.env

@Controller('wechat')
export class EventsController {
  readonly #serve: NodeHandler

  constructor(@Inject(SHOP) shop: Shop) {
    const receiver = new EventReceiver({ appId: WECHAT_APP_ID, token: WECHAT_TOKEN, encodingAESKey: WECHAT_AES_KEY })
    this.#serve = toNodeHandler(createEventHandler(receiver, shop.events))
  }

  @All()
  async receive(@Req() request: IncomingMessage, @Res() response: ServerResponse): Promise<void> {
    await this.#serve(request, response)
  }
}
