// Who the user is. The server finds it out by wx.login and answers with a session id of its own.

const LOGIN = 'https://shop.example.com/session'

let begun: Promise<{ authorization: string }> | undefined

/** The header that says who is asking. */
export function session(): Promise<{ authorization: string }> {
  begun ??= begin().catch((error: Error) => {
    begun = undefined // the next request tries again
    throw error
  })
  return begun
}

/**
 * >>> PUT YOUR OWN SESSIONS HERE, as in session.js of the servers. <<<
 * The server exchanges the code (`sns/jscode2session`) and answers `{ sessionId }`.
 */
async function begin(): Promise<{ authorization: string }> {
  const { code } = await wx.login()
  return await new Promise((resolve, reject) => {
    wx.request({
      url: LOGIN,
      method: 'POST',
      data: { code },
      success: ({ data, statusCode }) => {
        const { sessionId } = data as { sessionId: string }
        if (statusCode === 200) resolve({ authorization: `Session ${sessionId}` })
        else reject(new Error(`the back end answered ${statusCode}`))
      },
      fail: ({ errMsg }) => reject(new Error(errMsg)),
    })
  })
}
