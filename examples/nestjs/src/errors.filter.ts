// The SDK's errors say what to do, and hold no secret: they can be shown as they are.
import { type ArgumentsHost, Catch, type ExceptionFilter } from '@nestjs/common'
import type { Response } from 'express'
import { WeChatCardError } from 'wechat-card-sdk'

@Catch(WeChatCardError)
export class WeChatErrorsFilter implements ExceptionFilter {
  catch(error: WeChatCardError, host: ArgumentsHost): void {
    const response = host.switchToHttp().getResponse<Response>()
    response.status(error.code === 'ERR_INPUT' ? 400 : 502).json({ error: error.message, code: error.code })
  }
}
