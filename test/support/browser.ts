// A real browser for tests: Debian's Chromium, driven by Playwright. Where it is missing the tests are left out, and say so.
import { existsSync } from 'node:fs'
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core'

const EXECUTABLE = process.env.CHROMIUM ?? '/usr/bin/chromium'

/** Whether there is a browser. */
export const browserIsInstalled: boolean = existsSync(EXECUTABLE)

if (!browserIsInstalled) {
  console.warn(`Left out: the tests in a browser. There is none at ${EXECUTABLE}: install chromium, or set CHROMIUM.`)
}

/** Starts it, without what it would ask the network for by itself. */
export const startBrowser = (): Promise<Browser> =>
  chromium.launch({
    executablePath: EXECUTABLE,
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  })

/** A page, with what it complained of and whom it asked beside the allowed addresses. */
export interface WatchedPage {
  readonly page: Page
  readonly complaints: string[]
  close(): Promise<void>
}

/** Opens a page that is watched. `own` are the beginnings of addresses that it may ask. */
export async function openPage(
  browser: Browser,
  address: string,
  own: readonly string[],
  options: BrowserContextOptions = {},
): Promise<WatchedPage> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 720 }, locale: 'en-US', ...options })
  const page = await context.newPage()
  const complaints: string[] = []
  page.on('console', (message) => {
    if (message.type() === 'error') complaints.push(message.text())
  })
  page.on('pageerror', (error) => complaints.push(String(error)))
  page.on('dialog', (dialog) => {
    complaints.push(`a dialog of the browser: ${dialog.message()}`)
    void dialog.dismiss()
  })
  page.on('request', (request) => {
    const url = request.url()
    if (!/^(data|blob):/.test(url) && !own.some((start) => url.startsWith(start))) complaints.push(`asked ${url}`)
  })
  await page.goto(address)
  return { page, complaints, close: () => context.close() }
}
