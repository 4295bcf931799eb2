import { AppError } from '../../../lib/errors.ts';
import { hasValidCheckDigits, parseEnterpriseNumber } from '../model/enterprise-number.ts';

function invalid(path: string, message: string): AppError {
  return new AppError('BAD_USER_INPUT', `"${path}" ${message}.`, { fields: [{ path, message }] });
}

/**
 * The id of the company with a number as people write it.
 * @throws AppError BAD_USER_INPUT for another country, another format and wrong check digits.
 */
export function requireCompanyId(countryCode: string, registrationNumber: string): string {
  if (countryCode.toUpperCase() !== 'BE') throw invalid('countryCode', 'must be BE, the only register held so far');
  const digits = parseEnterpriseNumber(registrationNumber);
  if (digits === undefined)
    throw invalid('registrationNumber', 'must have ten digits, the first 0 or 1, such as 0403.170.701');
  if (!hasValidCheckDigits(digits))
    throw invalid('registrationNumber', 'has wrong check digits: look for a mistyped digit');
  return `BE${digits}`;
}
