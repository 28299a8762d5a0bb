import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { DEEPEST, MOST_FIELDS, readXml } from '../../../src/events/xml.js'

/** Text without white space around it, of characters that XML can hold, and without what ends CDATA. */
const text = fc
  .string({ unit: 'binary' })
  .map((value) => value.replace(/[^\n\t\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu, '').replaceAll(']]>', ''))
  .map((value) => value.trim())

const escaped = (value: string): string => value.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`)

const name = fc.stringMatching(/^[A-Za-z_][A-Za-z0-9_]{0,20}$/)

describe('readXml', () => {
  test('reads text and CDATA alike', () => {
    fc.assert(
      fc.property(fc.dictionary(name, text, { maxKeys: 20 }), (fields) => {
        const entries = Object.entries(fields)
        const cdata = entries.map(([field, value]) => `<${field}><![CDATA[${value}]]></${field}>`)
        const plain = entries.map(([field, value]) => `<${field}>${escaped(value)}</${field}>`)
        expect({ ...readXml(`<xml>${cdata.join('')}</xml>`) }).toEqual(fields)
        expect({ ...readXml(`<xml>\n${plain.join('\n')}\n</xml>`) }).toEqual(fields)
      }),
    )
  })

  test.each([
    ['blanks around CDATA', '<xml><A> \n<![CDATA[ one ]]>\t</A></xml>', { A: 'one' }],
    ['several pieces of text', '<xml><A>on<![CDATA[e]]>&amp;</A></xml>', { A: 'one&' }],
    ['empty elements', '<xml><A/><B></B><C><![CDATA[]]></C><D> </D></xml>', { A: '', B: '', C: '', D: '' }],
    ['attributes, which are not looked at', '<xml a="1"><A b="2">one</A></xml>', { A: 'one' }],
    ['a declaration', '<?xml version="1.0" encoding="UTF-8"?><xml><A>one</A></xml>', { A: 'one' }],
    ['fields inside fields', '<xml><A><B>one</B> <C><D>two</D></C></A></xml>', { A: { B: 'one', C: { D: 'two' } } }],
    ['nothing', '<xml/>', {}],
    ['markup in CDATA', '<xml><A><![CDATA[<B>&amp;</B><!DOCTYPE>]]></A></xml>', { A: '<B>&amp;</B><!DOCTYPE>' }],
    ['characters that XML cannot hold', '<xml><A><![CDATA[a\u0002b\ufffe]]></A></xml>', { A: 'a\ufffdb\ufffd' }],
    ['characters beyond the basic plane', '<xml><A>微信🎁</A></xml>', { A: '微信🎁' }],
  ])('reads %s', (_, xml, expected) => {
    expect(readXml(xml)).toEqual(expected)
  })

  test.each([
    ['between fields', (run: string) => `<xml>${run}</xml>`, {}],
    ['in text', (run: string) => `<xml><A>a${run}b</A></xml>`, undefined],
    ['in CDATA', (run: string) => `<xml><A><![CDATA[a${run}b]]></A></xml>`, undefined],
  ])('reads 256 KiB of line breaks %s, in time that the runner allows', (_, write, expected) => {
    // A stranger's POST of these stopped a process for half a minute.
    for (const [run, read] of [
      ['\r', '\n'],
      ['\r\n', '\n'],
      ['\r\r\n', '\n\n'],
    ] as const) {
      const times = Math.floor((256 * 1024 - 100) / run.length)
      expect(readXml(write(run.repeat(times)))).toEqual(expected ?? { A: `a${read.repeat(times)}b` })
    }
  })

  test('reads the usual form as the parser does, which a declaration calls in', () => {
    const rough = fc.string({
      unit: fc.constantFrom(
        '<A>',
        '</A>',
        '<b.1>',
        '</b.1>',
        '<A/>',
        '<A x="1">',
        '<A >',
        '<![CDATA[',
        ']]>',
        '&amp;',
        '>',
        '<',
        'x',
        '微',
        '🎁',
        '\ud83c',
        '\ufffe',
        '\u0001',
        '\r',
        '\n',
        ' ',
        '\u00a0',
      ),
      maxLength: 12,
    })
    const field = fc.tuple(fc.constantFrom('A', 'B', 'b.1', '__proto__', '1', 'ä', 'a:b'), rough, fc.boolean())
    const fields = fc
      .array(field, { maxLength: 4 })
      .map((all) =>
        all
          .map(([field, value, isCdata]) => `<${field}>${isCdata ? `<![CDATA[${value}]]>` : value}</${field}>`)
          .join(' '),
      )
    fc.assert(
      fc.property(fc.oneof(rough, fields), fc.constantFrom(undefined, 'A'), (content, single) => {
        const read = readXml(`<xml>${content}</xml>`, single)
        expect(read).toEqual(readXml(`<?xml version="1.0"?><xml>${content}</xml>`, single))
      }),
      { numRuns: 3000 },
    )
  })

  test('takes the first of several fields with one name', () => {
    expect(readXml('<xml><A>one</A><B/><A>two</A><A><C/></A></xml>')).toEqual({ A: 'one', B: '' })
  })

  test('refuses several fields with the name that must be single, at the top alone', () => {
    expect(readXml('<xml><A>one</A><A>two</A></xml>', 'A')).toBeUndefined()
    expect(readXml('<xml><A>one</A><B/><B/></xml>', 'A')).toEqual({ A: 'one', B: '' })
  })

  test.each([
    ['text that is no XML', 'hello'],
    ['nothing', ''],
    ['another root', '<html><A>one</A></html>'],
    ['a root in upper case', '<XML><A>one</A></XML>'],
    ['two roots', '<xml/><xml/>'],
    ['text behind', '<xml/>text'],
    ['text in front', 'text<xml/>'],
    ['an unclosed element', '<xml><A>one</xml>'],
    ['a cut end', '<xml><A>one</A>'],
    ['a comment', '<xml><!-- --><A>one</A></xml>'],
    ['a comment in a field', '<xml><A>on<!-- -->e</A></xml>'],
    ['a comment in front', '<!-- --><xml/>'],
    ['a comment behind', '<xml/><!-- -->'],
    ['an instruction', '<xml><?php one ?></xml>'],
    ['a stylesheet', '<?xml-stylesheet href="https://example.com/"?><xml/>'],
    ['a document type', '<!DOCTYPE xml><xml/>'],
    ['an external entity', '<!DOCTYPE xml [<!ENTITY e SYSTEM "file:///etc/passwd">]><xml><A>&e;</A></xml>'],
    ['a parameter entity', '<!DOCTYPE xml [<!ENTITY % e SYSTEM "http://127.0.0.1/"> %e;]><xml/>'],
    [
      'a billion laughs',
      `<!DOCTYPE xml [<!ENTITY a "ha">${'bcdefghij'
        .split('')
        .map((each, at) => `<!ENTITY ${each} "${`&${'abcdefghi'[at]};`.repeat(10)}">`)
        .join('')}]><xml><A>&j;</A></xml>`,
    ],
    ['an entity of its own', '<xml><A>&e;</A></xml>'],
    ['an entity of HTML', '<xml><A>&nbsp;</A></xml>'],
    ['a reference to no character', '<xml><A>&#0;</A></xml>'],
    ['thousands of brackets, before anything is parsed', `<xml><A><![CDATA[${'<'.repeat(5000)}]]></A></xml>`],
    ['thousands of attributes', `<xml><A ${Array.from({ length: 5000 }, (_, at) => `a${at}=""`).join(' ')}/></xml>`],
    ['thousands of lines in an attribute', `<xml><A a="${'\n'.repeat(5000)}"/></xml>`],
    ['thousands of references', `<xml><A>${'&amp;'.repeat(5000)}</A></xml>`],
    ['nesting that would break a parser', '<a>'.repeat(100_000)],
    ['a huge number of empty elements', `<xml>${'<a/>'.repeat(50_000)}</xml>`],
  ])('refuses %s', (_, xml) => {
    expect(readXml(xml)).toBeUndefined()
  })

  test(`reads ${DEEPEST} levels and ${MOST_FIELDS} elements, and no more`, () => {
    const deep = (levels: number): string => `<xml>${'<a>'.repeat(levels - 1)}${'</a>'.repeat(levels - 1)}</xml>`
    expect(readXml(deep(16))).toBeDefined()
    expect(readXml(deep(17))).toBeUndefined()
    const wide = (elements: number): string =>
      `<xml>${Array.from({ length: elements - 1 }, (_, at) => `<a${at}><![CDATA[1]]></a${at}>`).join('')}</xml>`
    expect(Object.keys(readXml(wide(1000)) ?? {})).toHaveLength(999)
    expect(readXml(wide(1001))).toBeUndefined()
  })

  test('has no prototype to reach or to change', () => {
    const fields = readXml('<xml><__proto__><polluted>yes</polluted></__proto__><constructor>x</constructor></xml>')
    expect(Object.getPrototypeOf(fields)).toBeNull()
    expect(Object.keys(fields ?? {})).toEqual(['__proto__', 'constructor'])
    expect(({} as Record<string, unknown>).polluted).toBeUndefined()
    expect(readXml('<xml/>')?.toString).toBeUndefined()
  })

  test('never throws', () => {
    const rough = fc.string({
      unit: fc.constantFrom(
        '<',
        '>',
        '/',
        '<xml>',
        '</xml>',
        '<![CDATA[',
        ']]>',
        '&',
        ';',
        '<!--',
        '-->',
        '<?',
        'a',
        ' ',
      ),
      maxLength: 40,
    })
    fc.assert(
      fc.property(fc.oneof(rough, fc.string()), (xml) => {
        readXml(xml)
        readXml(`<xml>${xml}</xml>`)
      }),
    )
  })
})
