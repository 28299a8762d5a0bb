// Published messages and signatures, with where they come from.

const A43 = 'A'.repeat(43)
const ALPHABET = 'abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG'

/** Signatures that cover time and nonce. */
export const plainSignatures: readonly {
  readonly source: string
  readonly token: string
  readonly timestamp: string
  readonly nonce: string
  readonly signature: string
}[] = [
  {
    source: 'official documentation, check of the address',
    token: 'AAAAA',
    timestamp: '1714036504',
    nonce: '1514711492',
    signature: 'f464b24fc39322e44b38aa78f5edd27bd1441696',
  },
  {
    source: 'official documentation, message in clear',
    token: 'AAAAA',
    timestamp: '1714037059',
    nonce: '486452656',
    signature: '899cf89e464efb63f54ddac96b0a0a235f53aa78',
  },
  {
    source: 'official documentation, encrypted JSON message',
    token: 'AAAAA',
    timestamp: '1714112445',
    nonce: '415670741',
    signature: '6c5c811b55cc85e0e1b54100749188c20beb3f5d',
  },
  {
    source: 'official documentation, encrypted XML message',
    token: 'AAAAA',
    timestamp: '1715943329',
    nonce: '1590219412',
    signature: 'cc0c594499c1634947d5b502f158ee518947db27',
  },
  {
    source: 'tests of chanxuehong/wechat',
    token: 'token1234567890',
    timestamp: '1458864389',
    nonce: '2066297436',
    signature: 'f9c725922f6844701ba71e98031978e40023c09f',
  },
]

/** An encrypted message, and what was inside. */
export interface EncryptedMessage {
  readonly source: string
  readonly token: string
  readonly encodingAESKey: string
  readonly appId: string
  readonly timestamp: string
  readonly nonce: string
  readonly msgSignature: string
  readonly encrypt: string
  readonly message: string | undefined
  /** Length of the message. */
  readonly bytes: number
  readonly fields: Readonly<Record<string, string>>
}

/** Encrypted messages with their signatures. `message` is what was inside and `fields` what it
 * says, as far as it was published. */
export const encryptedMessages: readonly EncryptedMessage[] = [
  {
    source: 'official documentation, JSON to an account',
    token: 'AAAAA',
    encodingAESKey: A43,
    appId: 'wxba5fad812f8e6fb9',
    timestamp: '1714112445',
    nonce: '415670741',
    msgSignature: '046e02f8204d34f8ba5fa3b1db94908f3df2e9b3',
    encrypt:
      '+qdx1OKCy+5JPCBFWw70tm0fJGb2Jmeia4FCB7kao+/Q5c/ohsOzQHi8khUOb05JCpj0JB4RvQMkUyus8TPxLKJGQqcvZqzDpVzazhZv6JsXUnnR8XGT740XgXZUXQ7vJVnAG+tE8NUd4yFyjPy7GgiaviNrlCTj+l5kdfMuFUPpRSrfMZuMcp3Fn2Pede2IuQrKEYwKSqFIZoNqJ4M8EajAsjLY2km32IIjdf8YL/P50F7mStwntrA2cPDrM1kb6mOcfBgRtWygb3VIYnSeOBrebufAlr7F9mFUPAJGj04=',
    message:
      '{"ToUserName":"gh_97417a04a28d","FromUserName":"o9AgO5Kd5ggOC-bXrbNODIiE3bGY","CreateTime":1714112445,"MsgType":"event","Event":"debug_demo","debug_str":"hello world"}',
    bytes: 167,
    fields: {
      ToUserName: 'gh_97417a04a28d',
      FromUserName: 'o9AgO5Kd5ggOC-bXrbNODIiE3bGY',
      CreateTime: '1714112445',
      MsgType: 'event',
      Event: 'debug_demo',
      debug_str: 'hello world',
    },
  },
  {
    source: 'official documentation, XML to a third-party platform',
    token: 'AAAAA',
    encodingAESKey: A43,
    appId: 'wx134c8103faa5a59e',
    timestamp: '1715943329',
    nonce: '1590219412',
    msgSignature: '6c12a4205838198b8fa631b3220723bb07f1015c',
    encrypt:
      'D7yzvUNAL930rd28wf21s4hvXhz0L6Uit/p2Di6C5DHyYGpEgdBRnKjBec34JwoQXicwaZC7fOVihW80F4VtsdvE//1vr7oAbqjDv8KenVp+ajKYpJnyQ4zMRhIC+a31fCVOMC03FfzV/QuC94kBP55a+Za3sJgvAn+ZbsNqZI5DkyuzkhQN8OBqCzFhizGmy0xpM0MEA4agpvE+RuNO1rhHTtuJB5yltw1FiYzecSXJ+y/D2r81VkRn2eYjh2ltsoyfbDR7Is6ookXIFxTfyeNyeHxMeT4KN5WpCDmSbTcUYrbBUlkGLJ9n/rU8YOywma6G7aTb7KZKOqCxgfoUlYEZPk4FUL/TK7ShriFDMVCLyjQJ15Ob++agDWtcxhfUfe6HIoIpRW8mKNBQiY/Jd1svvuskA1wLef1RTtzKfMpagSCX/laZINmdnX4zrF6kIaR9P4xQrWXbsTFHTYe0Mg==',
    message: `<xml><ToUserName><![CDATA[gh_97417a04a28d]]></ToUserName>
<FromUserName><![CDATA[o9AgO5Kd5ggOC-bXrbNODIiE3bGY]]></FromUserName>
<CreateTime>1715943329</CreateTime>
<MsgType><![CDATA[event]]></MsgType>
<Event><![CDATA[debug_demo]]></Event>
<debug_str><![CDATA[hello world]]></debug_str>
</xml>`,
    bytes: 292,
    fields: {
      ToUserName: 'gh_97417a04a28d',
      FromUserName: 'o9AgO5Kd5ggOC-bXrbNODIiE3bGY',
      CreateTime: '1715943329',
      MsgType: 'event',
      Event: 'debug_demo',
      debug_str: 'hello world',
    },
  },
  {
    source: 'tests of easywechat',
    token: 'pamtest',
    encodingAESKey: ALPHABET,
    appId: 'wxb11529c136998cb6',
    timestamp: '1458300676',
    nonce: '260774613',
    msgSignature: '4f3ad57b6989f09f4eb392acce4f9e93942ed890',
    encrypt:
      'rTNFcsut4LfGuAFKEUVVpwcaCOTJzOd9twZdIW910jb3k+iicx2uvhttIZ3Qg9Qgty3BEF2xbOrz6boTfb30dMomcgrkTqdFPwnhqbk+kIQ7rZiwny9D7NUrTgA5kpX3KsZvrXzUZyP2x9YOlxbgm572lmxKvM7HAQQhIQ/p6HBmoY30bGXFK0BtIu1pW9TjhOYrLQoU18nWYjWqDA1ynkmOytpv7QRI1P1+0NoxL0q2zO1DgeSvnE8CZGo/o5Ap/WHK5W2RAsinpzN4/LjPnmB6U01I5XCoJoC0GK/yMZycd2Oh8Nq6+wBkC1U85oy0ktOY4nLvsQMLrourmMGdZHuTbqpeJ8Ao/5PRYJ+WBvRUwPfGKBL2+2IKZF49vAJqkcGWSHGE76ZN2erXeuNazf/o9o3lIE3q739o4c8t9QGPe31GT2Go/rOz1BsrASwvauNulCh+++yz+CQzBIuikA==',
    message: undefined,
    bytes: 293,
    fields: { CreateTime: '1234567898', Content: 'hello', MsgId: '12345' },
  },
  {
    source: "WeCom's sample, in the tests of easywechat: a padding of 30",
    token: 'QDG6eK',
    encodingAESKey: 'jWmYm7qr5nMoAUwZRjGtBxmz3KA1tkAj3ykkR6q2B2C',
    appId: 'wx5823bf96d3bd56c7',
    timestamp: '1409659813',
    nonce: '1372623149',
    msgSignature: '477715d11cdb4164915debcba66cb864d751f3e6',
    encrypt:
      'RypEvHKD8QQKFhvQ6QleEB4J58tiPdvo+rtK1I9qca6aM/wvqnLSV5zEPeusUiX5L5X/0lWfrf0QADHHhGd3QczcdCUpj911L3vg3W/sYYvuJTs3TUUkSUXxaccAS0qhxchrRYt66wiSpGLYL42aM6A8dTT+6k4aSknmPj48kzJs8qLjvd4Xgpue06DOdnLxAUHzM6+kDZ+HMZfJYuR+LtwGc2hgf5gsijff0ekUNXZiqATP7PF5mZxZ3Izoun1s4zG4LUMnvw2r+KqCKIw+3IQH03v+BCA9nMELNqbSf6tiWSrXJB3LAVGUcallcrw8V2t9EL4EhzJWrQUax5wLVMNS0+rUPA3k22Ncx4XXZS9o0MBH27Bo6BpNelZpS+/uh9KsNlY6bHCmJU9p8g7m3fVKn28H3KDYA5Pl/T8Z1ptDAVe0lXdQ2YoyyH2uyPIGHBZZIs2pDBS8R07+qN+E7Q==',
    message: undefined,
    bytes: 284,
    fields: {},
  },
]

/** Texts that were sealed with a known random. */
export const sealed: readonly {
  readonly source: string
  readonly encodingAESKey: string
  readonly appId: string
  readonly random: string
  readonly message: string
  readonly encrypt: string
  /** The answer that it went into. */
  readonly reply: { token: string; timestamp: string; nonce: string; signature: string } | undefined
}[] = [
  {
    source: 'official documentation, JSON reply',
    encodingAESKey: A43,
    appId: 'wxba5fad812f8e6fb9',
    random: '707722b803182950',
    message: '{"demo_resp":"good luck"}',
    encrypt: 'ELGduP2YcVatjqIS+eZbp80MNLoAUWvzzyJxgGzxZO/5sAvd070Bs6qrLARC9nVHm48Y4hyRbtzve1L32tmxSQ==',
    reply: {
      token: 'AAAAA',
      timestamp: '1713424427',
      nonce: '415670741',
      signature: '1b9339964ed2e271e7c7b6ff2b0ef902fc94dea1',
    },
  },
  {
    source: 'official documentation, XML reply',
    encodingAESKey: A43,
    appId: 'wx134c8103faa5a59e',
    random: '999951349e8ee746',
    message: '<xml><demo_resp>[CDATA[good luck]]</demo_resp></xml>',
    encrypt:
      'hE8R6mGXHkJJjU72KxzKUd1GEkKJaEZq7vRL8XgK3o+00k8JGq6+pZJUIlTSyhsX+bxIBQ72g3GyvDdIZcr6+3HAZbSvPT9t/o11MI7d6WELwqrGd7jMnV0zv3Zc9Nq7',
    reply: {
      token: 'AAAAA',
      timestamp: '1713424427',
      nonce: '415670741',
      signature: '03e0812039325c2712ef5f0f980fd14c70d6e307',
    },
  },
  {
    source: 'tests of WxJava, not only ASCII',
    encodingAESKey: ALPHABET,
    appId: 'wxb11529c136998cb6',
    random: 'aaaabbbbccccdddd',
    message: '我是中文abcd123',
    encrypt: 'jn1L23DB+6ELqJ+6bruv21Y6MD7KeIfP82D6gU39rmkgczbWwt5+3bnyg5K55bgVtVzd832WzZGMhkP72vVOfg==',
    reply: undefined,
  },
]

/** An encrypted echostr: WeCom sends those, in the same cipher. */
export const encryptedEchostr: Omit<EncryptedMessage, 'bytes' | 'fields'> = {
  source: 'tests of wechatpy',
  token: '123456',
  encodingAESKey: 'kWxPEV2UEDyxWpmPdKC3F4dgPDmOvfKX1HGnEUDS1aR',
  appId: 'wx49f0ab532d5d035a',
  timestamp: '1411443780',
  nonce: '437374425',
  msgSignature: 'dd6b9c95b495b3f7e2901bfbc76c664930ffdb96',
  encrypt: '4ByGGj+sVCYcvGeQYhaKIk1o0pQRNbRjxybjTGblXrBaXlTXeOo1+bXFXDQQb1o6co6Yh9Bv41n7hOchLF6p+Q==',
  message: '5927782489442352469',
}
