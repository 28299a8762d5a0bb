// The colours of cards.

/** Names for creation, values in answers. */
export const COLORS: readonly { readonly name: string; readonly value: string }[] = [
  { name: 'Color010', value: '#63b359' },
  { name: 'Color020', value: '#2c9f67' },
  { name: 'Color030', value: '#509fc9' },
  { name: 'Color040', value: '#5885cf' },
  { name: 'Color050', value: '#9062c0' },
  { name: 'Color060', value: '#d09a45' },
  { name: 'Color070', value: '#e4b138' },
  { name: 'Color080', value: '#ee903c' },
  { name: 'Color081', value: '#f08500' },
  { name: 'Color082', value: '#a9d92d' },
  { name: 'Color090', value: '#dd6549' },
  { name: 'Color100', value: '#cc463d' },
  { name: 'Color101', value: '#cf3e36' },
  { name: 'Color102', value: '#5E6671' },
]
