// The merchant of the crash run: an Express app that keeps what events tell in Redis. Every function may run twice, at the
// same time as another about the same card, and end in the middle.
import express from 'express'
import { Redis } from 'ioredis'
import { WeChatCardClient } from 'wechat-card-sdk'
import { createEventHandler, EventReceiver, toNodeHandler } from 'wechat-card-sdk/events'
import { redisCache, redisDedupe } from 'wechat-card-sdk/redis'

const { account, callback, redisPort, port } = JSON.parse(process.argv[2])
const redis = new Redis(redisPort)
const wechat = new WeChatCardClient({ ...account, cache: redisCache(redis) })

/** Of two events about one card, the later one wins, in one step. */
redis.defineCommand('setIfLater', {
  numberOfKeys: 2,
  lua: `
    if tonumber(redis.call('hget', KEYS[2], ARGV[1]) or '0') > tonumber(ARGV[3]) then return 0 end
    redis.call('hset', KEYS[2], ARGV[1], ARGV[3])
    return redis.call('hset', KEYS[1], ARGV[1], ARGV[2])`,
})
/** Sets what was read, unless somebody has begun to read after us. */
redis.defineCommand('setIfNewest', {
  numberOfKeys: 2,
  lua: `
    if redis.call('hget', KEYS[2], ARGV[1]) ~= ARGV[3] then return 0 end
    return redis.call('hset', KEYS[1], ARGV[1], ARGV[2])`,
})

/** Within one second, a card is claimed, thrown away and claimed again in this order. */
const SECOND = { claimed: 1, thrownAway: 2, restored: 3 }
const setHolder = ({ UserCardCode, CreateTime }, holder, rank) =>
  redis.setIfLater('holders', 'holders:at', UserCardCode, holder, Number(CreateTime) * 10 + rank)

const handlers = {
  async user_get_card(event) {
    const restored = event.IsRestoreMemberCard === '1'
    await setHolder(event, event.FromUserName, restored ? SECOND.restored : SECOND.claimed)
    if (event.OldUserCardCode) await redis.hset('passed on', event.OldUserCardCode, event.UserCardCode)
  },
  user_del_card: (event) => setHolder(event, '', SECOND.thrownAway),
  submit_membercard_user_info: ({ UserCardCode }) => redis.hset('forms', UserCardCode, 'submitted'),
  async update_member_card({ CardId, UserCardCode }) {
    const turn = await redis.hincrby('points:turn', UserCardCode, 1)
    const { bonus } = await wechat.members.getInfo({ card_id: CardId, code: UserCardCode })
    await redis.setIfNewest('points', 'points:turn', UserCardCode, bonus, turn)
  },
  user_pay_from_pay_cell: ({ TransId, Fee }) => redis.hset('payments', TransId, Fee),
  user_consume_card: ({ UserCardCode }) => redis.hset('redeemed', UserCardCode, 'yes'),
  user_gifting_card: ({ UserCardCode, FriendUserName }) => redis.hset('gifts', UserCardCode, FriendUserName),
  card_pass_check: ({ CardId }) => redis.hset('approved', CardId, 'yes'),
}

/** Counts how often each function was begun and ended. */
const counted = Object.fromEntries(
  Object.entries(handlers).map(([name, handler]) => [
    name,
    async (event) => {
      await redis.hincrby('began', name, 1)
      await handler(event)
      await redis.hincrby('ended', name, 1)
    },
  ]),
)

const receiver = new EventReceiver({ ...callback, dedupe: redisDedupe(redis) })
const handler = createEventHandler(receiver, counted, {
  onUnhandled: ({ Event }) => redis.hincrby('unknown', Event, 1),
})
express()
  .all('/wechat', toNodeHandler(handler))
  .listen(port, '127.0.0.1', () => process.send('listening'))
process.on('disconnect', () => process.exit())
