import type { NarrativeLanguage } from '../generated/graphql.ts';
import type { ConfidenceLevel } from './narrative-facts.ts';

export interface OfflineTemplates {
  readonly value: string;
  readonly enterpriseValue: string;
  /** Takes the list of methods. */
  readonly methods: (list: string) => string;
  /** Methods by their name in the valuation subgraph; one that is not here goes unnamed. */
  readonly methodNames: Readonly<Record<string, string>>;
  readonly confidence: Readonly<Record<ConfidenceLevel, string>>;
  readonly warnings: string;
  /** Says that no language model had a part in the text. */
  readonly notice: string;
}

export const OFFLINE_TEMPLATES = {
  EN: {
    value:
      'As of {{as_of}}, the shares of {{company_name}} that were valued are worth {{equity_mid}}. The calculation places them between {{equity_low}} and {{equity_high}}: a valuation is a range rather than a price, and what a buyer pays in the end depends on the negotiation.',
    enterpriseValue:
      'The business itself, before debt and cash are taken into account, comes to {{enterprise_mid}}. The value of the shares follows from it by subtracting financial debt, adding cash, and taking the part of the shares that is valued.',
    methods: (list) => `The result rests on ${list}.`,
    methodNames: {
      DISCOUNTED_CASH_FLOW: 'the present value of projected cash flows',
      MULTIPLES: 'the prices paid for comparable businesses',
      ADJUSTED_NET_ASSETS: 'the net assets at market value',
      STATUTORY_REFERENCE: 'the statutory reference value',
    },
    confidence: {
      low: 'The confidence in this result is low ({{confidence_score}}): treat it as a first indication and complete the data before relying on it.',
      medium:
        'The confidence in this result is medium ({{confidence_score}}): it is a sound basis for a conversation, and more complete data would narrow the range.',
      high: 'The confidence in this result is high ({{confidence_score}}): the data are complete and the methods agree well.',
    },
    warnings: 'The calculation gave warnings; read them next to this text.',
    notice: 'This text was composed from fixed templates, without a language model.',
  },
  NL: {
    value:
      'Per {{as_of}} zijn de gewaardeerde aandelen van {{company_name}} {{equity_mid}} waard. De berekening plaatst ze tussen {{equity_low}} en {{equity_high}}: een waardering is een bandbreedte en geen prijs, en wat een koper uiteindelijk betaalt, hangt af van de onderhandeling.',
    enterpriseValue:
      'De onderneming zelf, vóór schulden en geldmiddelen, komt uit op {{enterprise_mid}}. De waarde van de aandelen volgt daaruit door de financiële schulden af te trekken, de geldmiddelen op te tellen en het gewaardeerde deel van de aandelen te nemen.',
    methods: (list) => `Het resultaat steunt op ${list}.`,
    methodNames: {
      DISCOUNTED_CASH_FLOW: 'de contante waarde van de verwachte kasstromen',
      MULTIPLES: 'de prijzen die voor vergelijkbare ondernemingen zijn betaald',
      ADJUSTED_NET_ASSETS: 'het nettoactief tegen marktwaarde',
      STATUTORY_REFERENCE: 'de wettelijke referentiewaarde',
    },
    confidence: {
      low: 'De betrouwbaarheid van dit resultaat is laag ({{confidence_score}}): zie het als een eerste indicatie en vul de gegevens aan voordat u erop steunt.',
      medium:
        'De betrouwbaarheid van dit resultaat is gemiddeld ({{confidence_score}}): het is een goede basis voor een gesprek, en vollediger gegevens maken de bandbreedte smaller.',
      high: 'De betrouwbaarheid van dit resultaat is hoog ({{confidence_score}}): de gegevens zijn volledig en de methoden komen goed overeen.',
    },
    warnings: 'De berekening gaf waarschuwingen; lees ze naast deze tekst.',
    notice: 'Deze tekst is samengesteld uit vaste sjablonen, zonder taalmodel.',
  },
  FR: {
    value:
      'Au {{as_of}}, les parts évaluées de l’entreprise {{company_name}} valent {{equity_mid}}. Le calcul les situe entre {{equity_low}} et {{equity_high}} : une évaluation est une fourchette plutôt qu’un prix, et ce qu’un acheteur paie finalement dépend de la négociation.',
    enterpriseValue:
      'L’entreprise elle-même, avant prise en compte des dettes et de la trésorerie, est estimée à {{enterprise_mid}}. La valeur des parts s’en déduit en retranchant les dettes financières, en ajoutant la trésorerie et en prenant la fraction des parts qui est évaluée.',
    methods: (list) => `Le résultat repose sur ${list}.`,
    methodNames: {
      DISCOUNTED_CASH_FLOW: 'la valeur actuelle des flux de trésorerie projetés',
      MULTIPLES: 'les prix payés pour des entreprises comparables',
      ADJUSTED_NET_ASSETS: 'l’actif net à sa valeur de marché',
      STATUTORY_REFERENCE: 'la valeur de référence légale',
    },
    confidence: {
      low: 'La fiabilité de ce résultat est faible ({{confidence_score}}) : considérez-le comme une première indication et complétez les données avant de vous y fier.',
      medium:
        'La fiabilité de ce résultat est moyenne ({{confidence_score}}) : c’est une bonne base de discussion, et des données plus complètes resserreraient la fourchette.',
      high: 'La fiabilité de ce résultat est élevée ({{confidence_score}}) : les données sont complètes et les méthodes concordent.',
    },
    warnings: 'Le calcul a donné des avertissements ; lisez-les à côté de ce texte.',
    notice: 'Ce texte a été composé à partir de modèles de phrases fixes, sans modèle de langage.',
  },
} as const satisfies Record<NarrativeLanguage, OfflineTemplates>;
