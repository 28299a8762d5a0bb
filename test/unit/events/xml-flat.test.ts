// That messages of the usual form are read without the parser, which takes five times as long. What is read is the
// matter of xml.test.ts: both ways read the same, so only this tells them apart.
import { parseXml } from '@rgrove/parse-xml'
import { beforeEach, describe, expect, test, vi } from 'vitest'
import { readXml } from '../../../src/events/xml.js'
import * as wechat from '../../support/event-push.js'
import { samples } from './samples.js'

vi.mock('@rgrove/parse-xml', async (importOriginal) => {
  const original = await importOriginal<typeof import('@rgrove/parse-xml')>()
  return { ...original, parseXml: vi.fn(original.parseXml) }
})

beforeEach(() => {
  vi.mocked(parseXml).mockClear()
})

describe('the parser is not needed', () => {
  test.each([
    ...Object.entries(samples).map(([name, { xml }]): [string, string] => [name, xml]),
    ['an envelope', wechat.envelope(wechat.encrypt('<xml/>'))],
    ['no fields', '<xml></xml>'],
    ['blanks of each kind between fields', '<xml> <A>1</A>\n<B>2</B>\t<C>3</C> \n\t</xml>'],
    ['blanks around text and CDATA', '<xml><A> 1\n</A><B><![CDATA[ 2 ]]></B></xml>'],
    ['names of every kind', '<xml><_a.b-9>1</_a.b-9><Zz>2</Zz><A><![CDATA[3]]></A></xml>'],
    ['a name of 64 characters', `<xml><${'a'.repeat(64)}>1</${'a'.repeat(64)}></xml>`],
    ['markup in CDATA', '<xml><A><![CDATA[<b>&amp;</b>]]></A></xml>'],
    ['an empty text and an empty CDATA', '<xml><A></A><B><![CDATA[]]></B></xml>'],
    ['a name twice', '<xml><A>1</A><A>2</A></xml>'],
    ['999 fields', `<xml>${'<a>1</a>'.repeat(999)}</xml>`],
  ])('for %s', (_, xml) => {
    expect(readXml(xml)).toBeDefined()
    expect(parseXml).not.toHaveBeenCalled()
  })
})

describe('the parser decides', () => {
  test.each([
    ['a declaration', '<?xml version="1.0"?><xml><A>1</A></xml>', { A: '1' }],
    ['an attribute', '<xml><A b="1">1</A></xml>', { A: '1' }],
    ['a reference', '<xml><A>&lt;</A></xml>', { A: '<' }],
    ['a field in a field', '<xml><A><B>1</B></A></xml>', { A: { B: '1' } }],
    ['several pieces of text', '<xml><A>1<![CDATA[2]]></A></xml>', { A: '12' }],
    ['the end of CDATA in text', '<xml><A>1]]></A></xml>', undefined],
    ['another line break', '<xml>\r\n<A>1</A></xml>', { A: '1' }],
    ['a character that XML cannot hold', '<xml><A>\u0001</A></xml>', { A: '\ufffd' }],
    ['half of a pair', '<xml><A>\ud83c</A></xml>', { A: '\ufffd' }],
    ['CDATA without an end', '<xml><A><![CDATA[1</A></xml>', undefined],
    ['text without an end', '<xml><A>1', undefined],
    ['a comment', '<xml><!-- --><A>1</A></xml>', undefined],
    ['text between fields', '<xml>1<A>2</A></xml>', { A: '2' }],
    ['something behind', '<xml><A>1</A></xml><xml/>', undefined],
    ['another name at the end', '<xml><A>1</B></xml>', undefined],
    ['a name of 65 characters', `<xml><${'a'.repeat(65)}>1</${'a'.repeat(65)}></xml>`, { ['a'.repeat(65)]: '1' }],
  ])('about %s', (_, xml, expected) => {
    expect(readXml(xml)).toEqual(expected)
    expect(parseXml).toHaveBeenCalledTimes(1)
  })

  test('about nothing where marks are too many to be a message', () => {
    for (const mark of ['<', '=', '&'])
      expect(readXml(`<xml><A><![CDATA[${mark.repeat(4097)}]]></A></xml>`)).toBeUndefined()
    expect(readXml(`<xml><A><![CDATA[${'='.repeat(4096)}]]></A></xml>`)).toBeDefined()
    expect(readXml(`<xml><A b="${'\n'.repeat(4097)}"/></xml>`)).toBeUndefined()
    expect(parseXml).not.toHaveBeenCalled()
    expect(readXml(`<xml><A b="${'\n'.repeat(4096)}"/></xml>`)).toEqual({ A: '' })
  })
})
