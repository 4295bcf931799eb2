import type { NarrativeLanguage } from '../generated/graphql.ts';
import type { NarrativeFacts } from './narrative-facts.ts';
import { OFFLINE_TEMPLATES } from './offline-templates.ts';
import type { OfflineTemplates } from './offline-templates.ts';

/** Names the wording of the templates; stored with each text. */
export const TEMPLATES_VERSION = 'templates-1';

/** The same facts always give the same paragraphs, with placeholders for the figures. */
export function writeOfflineParagraphs({ figures, qualities }: NarrativeFacts, language: NarrativeLanguage): string[] {
  const templates: OfflineTemplates = OFFLINE_TEMPLATES[language];
  const methods = qualities.methods.map((method) => templates.methodNames[method]).filter((name) => name !== undefined);
  const list = new Intl.ListFormat(language, { type: 'conjunction' }).format(methods);
  const confidence = templates.confidence[qualities.confidence];
  return [
    templates.value,
    ...(figures.enterpriseValueMid === null ? [] : [templates.enterpriseValue]),
    ...(methods.length === 0 ? [] : [templates.methods(list)]),
    qualities.warnings.length === 0 ? confidence : `${confidence} ${templates.warnings}`,
    templates.notice,
  ];
}
