// The SDK as a module: one client and one event endpoint for the whole application.
import { Module } from '@nestjs/common'
import { APP_FILTER } from '@nestjs/core'
import { WeChatCardClient } from 'wechat-card-sdk'
import { CardsController } from './cards.controller.js'
import { CardsService } from './cards.service.js'
import { EventsController } from './events.controller.js'
import { WeChatErrorsFilter } from './wechat-errors.filter.js'

const { WECHAT_APP_ID = '', WECHAT_APP_SECRET = '', WECHAT_BASE_URL } = process.env

@Module({
  controllers: [CardsController, EventsController],
  providers: [
    CardsService,
    { provide: APP_FILTER, useClass: WeChatErrorsFilter },
    {
      provide: WeChatCardClient,
      useFactory: () =>
        new WeChatCardClient({
          appId: WECHAT_APP_ID,
          appSecret: WECHAT_APP_SECRET,
          ...(WECHAT_BASE_URL ? { baseUrl: WECHAT_BASE_URL, allowUnsafeBaseUrl: true } : {}),
        }),
    },
  ],
  exports: [WeChatCardClient],
})
export class WeChatModule {}
