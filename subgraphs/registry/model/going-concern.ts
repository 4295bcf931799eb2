/**
 * Situations in which creditors are kept at bay or paid by a court's order, from the register's code table:
 * judicial composition (030, 031), suspension of payment (040, 041), opened bankruptcy (048–050), judicial
 * reorganisation (091). Closed bankruptcies are left out: no company remains to be valued.
 */
const INSOLVENCY_CODES = new Set(['030', '031', '040', '041', '048', '049', '050', '091']);

/** Whether a legal situation puts the company's survival in doubt, so that a going-concern value needs a caveat. */
export function isGoingConcernAtRisk(legalSituationCode: string): boolean {
  return INSOLVENCY_CODES.has(legalSituationCode);
}
