// Errors as answers. The SDK's say what to do, and hold no secret: they can be shown as they are.
import { type ArgumentsHost, Catch, type ExceptionFilter } from '@nestjs/common'
import type { Response } from 'express'
import { WeChatCardError } from 'wechat-card-sdk'
import { Refused } from './shop.js'

@Catch(WeChatCardError, Refused)
export class ErrorsFilter implements ExceptionFilter {
  catch(error: WeChatCardError | Refused, host: ArgumentsHost): void {
    const response = host.switchToHttp().getResponse<Response>()
    if (error instanceof Refused) response.status(error.status).json({ error: error.message })
    else response.status(error.code === 'ERR_INPUT' ? 400 : 502).json({ error: error.message, code: error.code })
  }
}
