// Writes measurements down: tables in Markdown and a chart in SVG.
import { SDKS, titleOf } from './peers.mjs'

const OURS = 'wechat-card-sdk'

/** All runs in one document. The first is shown in full. */
export function tablesOf(runs) {
  const [first] = runs
  const names = first.rows.filter(({ target }) => target).map(({ what }) => what)
  const targets = names.map((what) => {
    const found = runs.map(({ rows }) => rows.find((row) => row.what === what))
    return [what, found[0].target, ...found.map((row) => (row ? `${row.reached}${row.met ? '' : ' ✗'}` : '–'))]
  })
  const beside = first.rows
    .filter(({ values }) => values.length > 1)
    .map(({ what, unit, values }) => {
      const text = (name) => values.find((each) => each.name === name)?.text ?? '–'
      const others = values.filter(({ name }) => name !== OURS && !SDKS.includes(name))
      const rest = others.map((each) => `${titleOf(each.name)}: ${each.text}`).join('<br>')
      return [`${what} (${unit})`, `**${text(OURS)}**`, ...SDKS.map(text), rest || '–']
    })
  return `# Measurements

\`npm run bench\` makes this page. Each figure is the median of rounds in which all contenders ran in turn in one process,
against a server of this machine in another process; a ratio is the median of the ratios of each round. Absolute figures
are this machine's, ratios travel better. ✗ marks a target that was missed.

${runs.map(({ node, machine, date }) => `- Node ${node.slice(1)} on ${machine}, ${date}`).join('\n')}

## Targets

${table(['What', 'Target', ...runs.map(({ node }) => `Node ${node.slice(1)}`)], targets)}

## Beside others, on Node ${first.node.slice(1)}

![The same as a chart](./results.svg)

${table(['What', OURS, ...SDKS.map(titleOf), 'for comparison'], beside)}

The other SDKs are installed from npm and sent to the loopback server by options and public fields of their own; see
[\`peers.mjs\`](./peers.mjs). Their cardExt has no nonce or one of \`Math.random\`, and nothing is checked before it is
signed. "1 + 1" is one request for a token and one for a ticket. WeChat answers 2000 token requests
a day at the classic endpoint, which those SDKs use, and each of its answers ends the token before it.
`
}

function table(head, rows) {
  const line = (cells) => `| ${cells.join(' | ')} |`
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n')
}

const WIDTH = 860
const BAR = 18
const LEFT = 230
const LONGEST = 420

/** Bars for every row with more than one contender beside ours. */
export function chartOf({ node, machine, rows }) {
  const shown = rows.filter(({ values }) => values.length > 2)
  const parts = []
  let y = 34
  for (const { what, unit, values } of shown) {
    const most = Math.max(...values.map(({ value }) => value))
    parts.push(`<text x="16" y="${y}" class="what">${escaped(`${what} (${unit})`)}</text>`)
    y += 10
    for (const { name, value, text } of values) {
      const width = Math.max((value / most) * LONGEST, 1.5).toFixed(1)
      const middle = y + BAR / 2 + 4
      parts.push(
        `<text x="${LEFT - 8}" y="${middle}" text-anchor="end">${escaped(name)}</text>`,
        `<rect x="${LEFT}" y="${y + 2}" width="${width}" height="${BAR - 4}" rx="2" class="${name === OURS ? 'ours' : 'other'}"/>`,
        `<text x="${LEFT + Number(width) + 8}" y="${middle}">${escaped(text)}</text>`,
      )
      y += BAR
    }
    y += 34
  }
  const title = `${OURS} beside other SDKs, Node ${node.slice(1)}, ${machine}`
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${y}" viewBox="0 0 ${WIDTH} ${y}" role="img">
<title>${escaped(title)}</title>
<style>
  text { font: 13px system-ui, sans-serif; fill: #24292f }
  .what { font-weight: 600 }
  .ours { fill: #07c160 }
  .other { fill: #afb8c1 }
</style>
<rect width="100%" height="100%" rx="8" fill="#fff"/>
${parts.join('\n')}
<text x="16" y="${y - 10}" fill-opacity="0.7">${escaped(`Node ${node.slice(1)}, ${machine}`)}</text>
</svg>
`
}

const escaped = (text) => text.replace(/[&<>"]/g, (char) => `&#${char.charCodeAt(0)};`)
