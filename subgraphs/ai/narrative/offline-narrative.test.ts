import { describe, expect, it } from 'vitest';
import type { NarrativeLanguage } from '../generated/graphql.ts';
import { findComplaint } from './narrative-check.ts';
import type { ConfidenceLevel, NarrativeFacts } from './narrative-facts.ts';
import { writeOfflineParagraphs } from './offline-narrative.ts';
import { fillPlaceholders, formatFigures } from './placeholders.ts';

const FACTS: NarrativeFacts = {
  figures: {
    companyName: '4U Bakkerij BV',
    asOf: '2026-06-30',
    equityValue: { low: 1_050_000, mid: 1_234_567, high: 1_400_000.4 },
    enterpriseValueMid: 1_500_000,
    confidenceScore: 71.6,
  },
  qualities: {
    industry: 'RETAIL',
    countryCode: 'BE',
    companySize: 'small',
    methods: ['DISCOUNTED_CASH_FLOW', 'MULTIPLES'],
    confidence: 'high',
    warnings: ['largestCustomerShare'],
  },
};

/** The text with ordinary spaces, whichever kind the number formats use. */
function write(facts: NarrativeFacts, language: NarrativeLanguage): string {
  const values = formatFigures(facts.figures, language);
  return fillPlaceholders(writeOfflineParagraphs(facts, language), values).replace(/[\u00a0\u202f]/g, ' ');
}

describe('a narrative from templates', () => {
  it('explains the result in English, figures as the Irish write them', () => {
    expect(write(FACTS, 'EN').split('\n\n')).toEqual([
      'As of 30 June 2026, the shares of 4U Bakkerij BV that were valued are worth €1,234,567. The calculation places them between €1,050,000 and €1,400,000: a valuation is a range rather than a price, and what a buyer pays in the end depends on the negotiation.',
      'The business itself, before debt and cash are taken into account, comes to €1,500,000. The value of the shares follows from it by subtracting financial debt, adding cash, and taking the part of the shares that is valued.',
      'The result rests on the present value of projected cash flows and the prices paid for comparable businesses.',
      'The confidence in this result is high (72/100): the data are complete and the methods agree well. The calculation gave warnings; read them next to this text.',
      'This text was composed from fixed templates, without a language model.',
    ]);
  });

  it('explains the result in Dutch', () => {
    const text = write(FACTS, 'NL');
    expect(text).toContain('Per 30 juni 2026 zijn de gewaardeerde aandelen van 4U Bakkerij BV € 1.234.567 waard.');
    expect(text).toContain('tussen € 1.050.000 en € 1.400.000');
    expect(text).toContain('de contante waarde van de verwachte kasstromen en de prijzen');
    expect(text).toContain('samengesteld uit vaste sjablonen, zonder taalmodel');
  });

  it('explains the result in French', () => {
    const text = write(FACTS, 'FR');
    expect(text).toContain('Au 30 juin 2026, les parts évaluées de l’entreprise 4U Bakkerij BV valent 1 234 567 €.');
    expect(text).toContain('entre 1 050 000 € et 1 400 000 €');
    expect(text).toContain('la valeur actuelle des flux de trésorerie projetés et les prix');
    expect(text).toContain('sans modèle de langage');
  });

  it('leaves out what is not known: no enterprise value, no method by name, no warnings', () => {
    const figures = { ...FACTS.figures, enterpriseValueMid: null };
    const qualities = { ...FACTS.qualities, methods: ['A_LATER_METHOD'], warnings: [] };
    const text = write({ figures, qualities }, 'EN');
    expect(text.split('\n\n')).toHaveLength(3);
    expect(text).not.toMatch(/enterprise|rests on|warnings|undefined|\{\{/);
  });

  const levels: ConfidenceLevel[] = ['low', 'medium', 'high'];
  const languages: NarrativeLanguage[] = ['EN', 'FR', 'NL'];
  it.each(languages.flatMap((language) => levels.map((confidence) => ({ language, confidence }))))(
    'keeps the rules that a model must keep: $language, $confidence confidence',
    ({ language, confidence }) => {
      const facts = { ...FACTS, qualities: { ...FACTS.qualities, confidence } };
      const paragraphs = writeOfflineParagraphs(facts, language);
      expect(findComplaint(paragraphs, formatFigures(facts.figures, language))).toBeUndefined();
    },
  );
});

describe('filling in figures', () => {
  it('does not read a company name as a placeholder or let it break a paragraph', () => {
    const values = formatFigures({ ...FACTS.figures, companyName: 'A {{equity_mid}}\n\n$& B' }, 'EN');
    expect(fillPlaceholders(['About {{company_name}}.'], values)).toBe('About A {{equity_mid}} $& B.');
  });

  it('writes a negative value as one', () => {
    const equityValue = { low: -250_000, mid: -100_000, high: 0 };
    expect(formatFigures({ ...FACTS.figures, equityValue }, 'EN').get('equity_low')).toBe('-€250,000');
  });
});
