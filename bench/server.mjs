// A loopback WeChat in a process of its own: it issues tokens and tickets, refuses revoked tokens, and counts.
import { fork } from 'node:child_process'
import { once } from 'node:events'
import { createServer } from 'node:http'
import { fileURLToPath } from 'node:url'

/** Starts it. `counts()` answers how often each path was asked for since the last time. */
export async function startServer() {
  const child = fork(fileURLToPath(import.meta.url))
  const [{ port }] = await once(child, 'message')
  const ask = async (question) => {
    child.send(question)
    const [answer] = await once(child, 'message')
    return answer
  }
  return {
    url: `http://127.0.0.1:${port}`,
    counts: () => ask('counts'),
    /** Ends every token issued so far, as when another service asks for one. */
    revoke: () => ask('revoke'),
    stop: () => child.kill(),
  }
}

function serve() {
  let issued = 0
  let oldestGood = 0
  let counts = {}
  const reply = (path, query) => {
    if (path === '/cgi-bin/token') return { access_token: `token-${issued++}-${'t'.repeat(120)}`, expires_in: 7200 }
    if (path === '/cgi-bin/stable_token') {
      if (issued <= oldestGood) issued = oldestGood + 1
      return { access_token: `token-${issued - 1}-${'t'.repeat(120)}`, expires_in: 7200 }
    }
    const token = Number(query.get('access_token')?.split('-')[1])
    if (!(token >= oldestGood))
      return { errcode: 40001, errmsg: 'invalid credential, access_token is invalid or not latest' }
    if (path === '/cgi-bin/ticket/getticket') {
      return { errcode: 0, errmsg: 'ok', ticket: `ticket-${'k'.repeat(70)}`, expires_in: 7200 }
    }
    return {
      errcode: 0,
      errmsg: 'ok',
      code: '751234212312',
      ticket: 'gQE47DoAAAAAAAAAASxodHRwOi8vd2VpeGluLnFxLmNvbS9xLz',
    }
  }
  const server = createServer({ keepAliveTimeout: 60_000 }, (request, response) => {
    const { pathname, searchParams } = new URL(request.url, 'http://host')
    counts[pathname] = (counts[pathname] ?? 0) + 1
    request.resume()
    request.on('end', () => {
      const body = JSON.stringify(reply(pathname, searchParams))
      response.writeHead(200, { 'content-type': 'application/json; encoding=utf-8', 'content-length': body.length })
      response.end(body)
    })
  })
  process.on('message', (question) => {
    if (question === 'revoke') oldestGood = issued
    process.send(counts)
    if (question === 'counts') counts = {}
  })
  process.on('disconnect', () => process.exit())
  server.listen({ port: 0, host: '127.0.0.1', backlog: 4096 }, () => process.send({ port: server.address().port }))
}

if (process.send && process.argv[1] === fileURLToPath(import.meta.url)) serve()
