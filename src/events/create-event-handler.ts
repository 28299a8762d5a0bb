// What makes a whole endpoint out of a receiver and the functions for its events.
import { methods, throwIfInvalid, validate } from '../validate.js'
import { type EventHandler, type EventHandlerOptions, type EventHandlers, problemsOfHandler } from './handler.js'
import type { EventReceiver } from './receive.js'

/**
 * Makes an endpoint for the address set at WeChat, its `GET` and its `POST`. A Fetch handler as it is; `toNodeHandler`
 * makes it one for `node:http`, Express, Koa and Fastify.
 *
 * Each event is handed over **at least once**, so a function may meet the same event again: after it failed, after the
 * process died, or while a shared `dedupe` store fails. A function that throws is answered by 500, and WeChat sends the
 * event again: three times in all, `user_get_card` more often.
 *
 * WeChat waits for 5 seconds; after 3.5 it is told that the event arrived, and the function goes on. If it fails after
 * that, `onError` is told and the event counts as new again; but WeChat, which was told that all is well, has no reason
 * to send it again. So put long work into a queue.
 *
 * @throws An {@link InputError}: there is no such event, or something is no function.
 * @example
 * ```ts
 * const handler = createEventHandler(receiver, {
 *   user_get_card: async (event) => members.upsert(event.UserCardCode, { openid: event.FromUserName }),
 * }, {
 *   onUnhandled: (event) => queue.add(event), // every other message
 *   onError: (error, event) => log.error(error, event?.Event), // a refused request too, such as one with another token
 * })
 * ```
 */
export function createEventHandler(
  receiver: EventReceiver,
  handlers: EventHandlers,
  options: EventHandlerOptions = {},
): EventHandler {
  throwIfInvalid('createEventHandler', [
    ...validate('receiver', receiver, methods(['createHandler'], 'an EventReceiver')),
    ...problemsOfHandler(handlers, options),
  ])
  return receiver.createHandler(handlers, options)
}
