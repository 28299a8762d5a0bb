// Writes measurements down: tables in Markdown and a chart in SVG.
import { SDKS, titleOf } from './peers.mjs'

const OURS = 'wechat-card-sdk'

const lineOf = ({ node }) => `Node ${node.slice(1)}`

/** All runs in one document. The first holds the rows that do not depend on Node, too. */
export function tablesOf(runs) {
  const [first] = runs
  const targets = first.rows
    .filter(({ target }) => target)
    .map(({ what, target, how }) => {
      const found = runs.map(({ rows }) => rows.find((row) => row.what === what))
      return [what, target, ...found.map((row) => (row ? `${row.reached}${row.met ? '' : ' ✗'}` : '–')), how]
    })
  const missed = runs.flatMap(({ rows }) => rows.filter(({ met }) => met === false)).length
  const marks = missed === 0 ? 'No target was missed.' : `✗ marks a target that was missed: ${missed} of them.`
  return `# Measurements

\`npm run bench\` makes this page in one go, on every line of Node that npm has for the platform. Contenders run in turn in
one process, against a server of this machine in another; each figure is the median of its rounds, and a ratio the median
of the ratios of each round. The last column says what else a figure is: some are counted, or come from a single run.
Absolute figures are this machine's, ratios travel better. CPU is that of all threads of the process. ${marks}

${runs.map((run) => `- ${lineOf(run)} on ${run.machine}, ${run.date}`).join('\n')}

## Targets

${table(['What', 'Target', ...runs.map(lineOf), 'A figure is'], targets)}

"By hand" is the plain way to write it: literals, no spreads, and a nonce from a pool of random bytes as the SDK has it.
"1 + 1" is one request for a token and one for a ticket. A – stands where the Node makes no difference.

## Beside others

![The same as a chart](../docs/public/bench.svg)
${runs.map(besideOthers).join('\n')}
The other SDKs are installed from npm and sent to the loopback server by options and public fields of their own; see
[\`peers.mjs\`](./peers.mjs). All post a JSON object of some hundred bytes and read one; wechat-jssdk has only the call
that decrypts a code. The cardExt of co-wechat-api and wechat-api is an object without a nonce, that of wechat-jssdk has one
of \`Math.random\`, and none of them checks anything before it is signed. WeChat answers 2000 token requests a day at the
classic endpoint, which those SDKs use, and each of its answers ends the token before it.
`
}

function besideOthers(run) {
  const rows = run.rows
    .filter(({ what, values }) => values.length > 1 && !what.includes(', beside '))
    .map(({ what, unit, values }) => {
      const text = (name) => values.find((each) => each.name === name)?.text ?? '–'
      const others = values.filter(({ name }) => name !== OURS && !SDKS.includes(name))
      const rest = others.map((each) => `${titleOf(each.name)}: ${each.text}`).join('<br>')
      return [`${what} (${unit})`, `**${text(OURS)}**`, ...SDKS.map(text), rest || '–']
    })
  return `
### ${lineOf(run)}

${table(['What', OURS, ...SDKS.map(titleOf), 'for comparison'], rows)}
`
}

function table(head, rows) {
  const line = (cells) => `| ${cells.join(' | ')} |`
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n')
}

const WIDTH = 820
const BAR = 22
const LEFT = 250
const LONGEST = 400

/** What the chart shows, in words for people who decide. */
const CHARTED = {
  'business calls, 64 at once': 'Calls to WeChat per second, 64 at once',
  'cardExt of one card by the client, ticket at hand': 'Signed cards per second',
  'encrypted events of 1 KiB: verify, decrypt, parse, de-duplicate': 'Encrypted events per second',
  'token + ticket requests for 1,000 cold calls at once': 'Requests for credentials when 1,000 calls start at once',
  'import, above an empty process': 'Time to import, in milliseconds',
  'packages in an installed tree': 'Packages installed',
}

/** Bars for a few rows of one run. Rows that it does not hold are taken from the first. */
export function chartOf(run, first) {
  const rowsOf = (what) => run.rows.find((row) => row.what === what) ?? first.rows.find((row) => row.what === what)
  const parts = []
  let y = 76
  for (const [what, title] of Object.entries(CHARTED)) {
    const row = rowsOf(what)
    if (row === undefined) continue
    const { unit, values } = row
    const most = Math.max(...values.map(({ value }) => value))
    const better = unit === 'per second' ? 'longer is better' : 'shorter is better'
    parts.push(
      `<text x="24" y="${y}" class="what">${escaped(title)}</text>`,
      `<text x="${WIDTH - 24}" y="${y}" class="quiet" text-anchor="end">${better}</text>`,
    )
    y += 12
    for (const { name, value, text } of values) {
      const width = Math.max((value / most) * LONGEST, 2).toFixed(1)
      const middle = y + BAR / 2 + 4.5
      const own = name === OURS ? ' class="own"' : ''
      parts.push(
        `<text x="${LEFT - 10}" y="${middle}" text-anchor="end"${own}>${escaped(name)}</text>`,
        `<rect x="${LEFT}" y="${y + 3}" width="${width}" height="${BAR - 6}" rx="3" fill="${colourOf(name)}"/>`,
        `<text x="${(LEFT + Number(width) + 8).toFixed(1)}" y="${middle}"${own}>${escaped(text.replace(/ \(.*/, ''))}</text>`,
      )
      y += BAR
    }
    y += 36
  }
  const where = `${lineOf(run)}, ${run.machine}, ${run.date}`
  const title = `${OURS} beside other SDKs`
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${y + 8}" viewBox="0 0 ${WIDTH} ${y + 8}" role="img">
<title>${escaped(`${title}. ${where}`)}</title>
<style>
  text { font: 14px system-ui, -apple-system, "Segoe UI", "PingFang SC", sans-serif; fill: #1f2328 }
  .title { font-size: 18px; font-weight: 600 }
  .what, .own { font-weight: 600 }
  .quiet { font-size: 12px; fill: #59636e }
</style>
<rect width="100%" height="100%" rx="10" fill="#fff"/>
<text x="24" y="36" class="title">${escaped(title)}</text>
${parts.join('\n')}
<text x="24" y="${y - 8}" class="quiet">${escaped(`${where}. Medians of rounds in turn; requests and packages are counted.`)}</text>
</svg>
`
}

/** Ours, other SDKs, and what is no product but a limit or a few lines by hand. */
function colourOf(name) {
  if (name === OURS) return '#07c160'
  return SDKS.includes(name) || name.includes(' + ') ? '#8c959f' : '#d1d9e0'
}

const escaped = (text) => text.replace(/[&<>"]/g, (char) => `&#${char.charCodeAt(0)};`)
