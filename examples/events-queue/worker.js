// Does what the shop wants done about events. Each may come twice: what is done here must bear that.
import { Redis } from 'ioredis'
import { work } from './queue.js'

const redis = new Redis(process.env.REDIS_URL ?? 'redis://127.0.0.1:6379')
const ending = new AbortController()
for (const name of ['SIGINT', 'SIGTERM']) process.once(name, () => ending.abort())

await work(
  redis,
  async (event) => {
    switch (event.Event) {
      case 'user_get_card':
        console.log(`${event.FromUserName} has the card ${event.UserCardCode}`)
        break
      case 'user_del_card':
        console.log(`${event.FromUserName} threw away the card ${event.UserCardCode}`)
        break
      default:
        console.log(`nothing to do about ${event.Event}`)
    }
  },
  ending.signal,
)
await redis.quit()
