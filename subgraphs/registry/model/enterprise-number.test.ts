import { describe, expect, it } from 'vitest';
import { formatEnterpriseNumber, hasValidCheckDigits, parseEnterpriseNumber } from './enterprise-number.ts';

describe('an enterprise number', () => {
  it.each(['0403170701', '0403.170.701', 'BE0403170701', 'be 0403.170.701', ' BE 0403 170 701 ', '403170701'])(
    'is read from %j',
    (text) => {
      expect(parseEnterpriseNumber(text)).toBe('0403170701');
    },
  );

  it.each(['', 'BE', '2403170701', '04031707011', '40317070', 'NL0403170701', '0403a70701'])(
    'is not read from %j',
    (text) => {
      expect(parseEnterpriseNumber(text)).toBeUndefined();
    },
  );

  it('is accepted by its last two digits only', () => {
    expect(hasValidCheckDigits('0403170701')).toBe(true);
    expect(hasValidCheckDigits('1029025290')).toBe(true);
    expect(hasValidCheckDigits('0403170702')).toBe(false);
  });

  it('ends in 97 when its first eight digits divide by 97', () => {
    expect(hasValidCheckDigits('0000009797')).toBe(true);
    expect(hasValidCheckDigits('0000009700')).toBe(false);
  });

  it('is printed as the register prints it', () => {
    expect(formatEnterpriseNumber('0403170701')).toBe('0403.170.701');
  });
});
