// The shop to play with: open its page, take the card, and watch WeChat's side in the console.
import { startShop } from './with-simulator.mjs'

const { shopUrl, consoleUrl, stop } = await startShop({ port: 3000, simulatorPort: 8080 })
console.log(`
The shop            ${shopUrl}/?user=oLin
WeChat's side       ${consoleUrl}

Take the card in the shop, fill in the form, and look at the phone and at what WeChat sent. Ctrl-C ends both.
`)
const end = async () => {
  await stop()
  process.exit(0)
}
process.once('SIGINT', end)
process.once('SIGTERM', end)
