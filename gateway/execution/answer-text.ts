import type { FormattedExecutionResult } from 'graphql';

/** The `data` of an answer as the JSON text that execution wrote: Apollo Server carries it along unread. */
class AnswerText {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }

  toJSON(): unknown {
    return JSON.parse(this.text);
  }
}

/** The `data` of an answer to hand to Apollo Server; nothing when the operation did not start. */
export function answerData(dataText: string | undefined): { readonly data?: Record<string, unknown> } {
  return dataText === undefined ? {} : { data: new AnswerText(dataText) as object as Record<string, unknown> };
}

/** Apollo Server's `stringifyResult`: puts written data into the answer as it is. */
export function stringifyAnswer(answer: FormattedExecutionResult): string {
  const data: unknown = answer.data;
  if (!(data instanceof AnswerText)) return JSON.stringify(answer);
  const { errors, extensions } = answer;
  const errorsText = errors?.length ? `"errors":${JSON.stringify(errors)},` : '';
  const extensionsText = extensions ? `,"extensions":${JSON.stringify(extensions)}` : '';
  return `{${errorsText}"data":${data.text}${extensionsText}}`;
}
