// Modules that the bundler knows: the one encoder of jsbarcode that is needed, and style sheets as text.
declare module 'jsbarcode/bin/barcodes/CODE128/CODE128_AUTO.js' {
  export default class Code128 {
    constructor(text: string, options: object)
    valid(): boolean
    encode(): { readonly data: string; readonly text: string }
  }
}

// Style sheets are bundled as text into the stand-in for wx.
declare module '*.css' {
  const text: string
  export default text
}
