// A card as people know it: its face in the wallet, and opened with its code.
import type { VNode } from 'preact'
import { useEffect, useState } from 'preact/hooks'
import { barPath, qrPath } from './codes.js'
import { type Face, faceOf, yuan } from './faces.js'
import { usePage } from './ui.js'
import type { CardOnWire, CodeOnWire } from './wire.js'

/** The coloured part of a card. */
export function CardFace(props: { readonly face: Face; readonly card: CardOnWire; readonly copy?: CodeOnWire }): VNode {
  const { face, copy } = props
  const { t } = usePage()
  return (
    <div class="face" style={{ background: face.color }}>
      <div class="brand">
        <span class="logo" aria-hidden="true">
          {[...face.brand][0] ?? '·'}
        </span>
        <span>{face.brand}</span>
        {copy && copy.status !== 'NORMAL' && <span class="tag">{copy.status}</span>}
        {copy && face.isMemberCard && copy.status === 'NORMAL' && !copy.active && (
          <span class="tag">{t('inactive')}</span>
        )}
      </div>
      <strong data-field="title">{face.title}</strong>
      {copy && (
        <dl class="figures">
          {face.isMemberCard && (
            <div>
              <dt>{t('points')}</dt>
              <dd data-field="bonus">{copy.bonus}</dd>
            </div>
          )}
          {face.hasBalance && (
            <div>
              <dt>{t('balance')}</dt>
              <dd data-field="balance">{yuan(copy.balance)}</dd>
            </div>
          )}
          {face.fields.map(({ name, index }) => (
            <div key={index}>
              <dt>{/^FIELD_NAME_TYPE_LEVEL/.test(name) ? t('level') : name}</dt>
              <dd>{copy.customFieldValues?.[index] || '–'}</dd>
            </div>
          ))}
          {copy.membershipNumber !== '' && (
            <div>
              <dt>{t('number')}</dt>
              <dd>{copy.membershipNumber}</dd>
            </div>
          )}
        </dl>
      )}
    </div>
  )
}

/** A code as a scanner reads it. */
function CodeView(props: { readonly text: string; readonly codeType: string }): VNode {
  const { t } = usePage()
  const bars = props.codeType === 'CODE_TYPE_BARCODE' ? barPath(props.text) : undefined
  const qr = props.codeType === 'CODE_TYPE_TEXT' || bars ? undefined : qrPath(props.text)
  return (
    <figure class="code">
      {bars && (
        <svg
          viewBox={`0 0 ${bars.width} 60`}
          class="bars"
          role="img"
          aria-label={`${t('barCode')} ${props.text}`}
          shape-rendering="crispEdges"
        >
          <path d={bars.path} />
        </svg>
      )}
      {qr && (
        <svg
          viewBox={`0 0 ${qr.size} ${qr.size}`}
          class="qr"
          role="img"
          aria-label={`${t('qrCode')} ${props.text}`}
          shape-rendering="crispEdges"
        >
          <path d={qr.path} />
        </svg>
      )}
      <figcaption>{props.text.replaceAll(/(.{4})(?=.)/g, '$1 ')}</figcaption>
    </figure>
  )
}

/** A card's code; a dynamic one is asked for anew every half minute. */
export function LiveCode(props: { readonly copy: CodeOnWire; readonly face: Face }): VNode {
  const { copy, face } = props
  const { connection, t } = usePage()
  const [shown, setShown] = useState(copy.code)
  useEffect(() => {
    if (!face.dynamic) {
      setShown(copy.code)
      return
    }
    const ask = async (): Promise<void> => {
      setShown(await connection.phone<string>(copy.openid, 'showCode', { cardId: copy.cardId, code: copy.code }))
    }
    void ask().catch(() => {})
    const timer = setInterval(() => void ask().catch(() => {}), 30_000)
    return () => clearInterval(timer)
  }, [copy.cardId, copy.code, copy.openid, face.dynamic, connection])
  return (
    <>
      <CodeView text={shown} codeType={face.codeType} />
      {face.dynamic && <p class="quiet">{t('dynamicCode')}</p>}
    </>
  )
}

/** A card in a list: its face and what tells it from others. */
export function CardTile(props: {
  readonly card: CardOnWire
  readonly copy: CodeOnWire
  readonly onOpen: () => void
}): VNode {
  const { card, copy } = props
  const { t } = usePage()
  const face = faceOf(card)
  return (
    <article class={`tile ${copy.status === 'NORMAL' ? '' : 'used'}`} data-card={card.cardId} data-code={copy.code}>
      <button
        type="button"
        class="tile-button"
        onClick={props.onOpen}
        aria-label={`${t('open')}: ${face.brand} ${face.title} ${copy.code}`}
      >
        <CardFace face={face} card={card} copy={copy} />
      </button>
      <p class="number" data-field="code">
        {copy.code}
      </p>
    </article>
  )
}
