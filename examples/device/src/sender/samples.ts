/** A message as an analyzer sends it, of one blood sample. */
export function sampleMessage(options: {
  readonly patientNumber: string
  readonly controlId: string
  readonly at: Date
  /** From 0 to 1: where in what is usual the results lie. */
  readonly chance: () => number
}): string {
  const { patientNumber, controlId, at, chance } = options
  const stamp = `${at.toISOString().replace(/[-:T]/g, '').slice(0, 14)}+0000`
  const between = (least: number, most: number, digits: number): string =>
    (least + (most - least) * chance()).toFixed(digits)
  const results = [
    `NM|GLU^Glucose^L||${between(75, 125, 0)}|mg/dL|70-99`,
    `NM|2951-2^Sodium^LN||${between(135, 146, 0)}|mmol/L|136-145`,
    `NM|2823-3^Potassium^LN||${between(3.5, 5.2, 2)}|mmol/L|3.5-5.1`,
    `SN|TNT^Troponin T^L||<^0.01|ug/L|<0.014`,
  ]
  return [
    `MSH|^~\\&|CHEM1|LAB|DAMSON|HILLSIDE|${stamp}||ORU^R01^ORU_R01|${controlId}|P|2.5.1||||||UNICODE UTF-8`,
    `PID|1||${patientNumber}^^^HILLSIDE^MR`,
    `OBR|1||${controlId}|24323-8^Chemistry panel^LN|||${stamp}`,
    ...results.map((result, index) => `OBX|${index + 1}|${result.replace('||', `|1|`)}||||F|||${stamp}`),
    '',
  ].join('\r')
}
