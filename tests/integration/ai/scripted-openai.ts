import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';

export const API_KEY = 'sk-test-0123456789-never-to-be-logged';

export interface ScriptedAnswer {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** A string is sent as it is, anything else as JSON. */
  readonly body: unknown;
  readonly delayMs?: number;
}

export type Script = ScriptedAnswer | 'silent' | 'hang-up';

export interface ScriptedOpenAi {
  /** Base URL as OPENAI_BASE_URL wants it. */
  readonly url: string;
  /** Bodies of the requests, as they were sent. */
  readonly requests: string[];
  /** Requests whose sender went away before the answer. */
  abandoned: number;
  /** Answers in turn; the last one is repeated. */
  script: readonly Script[];
  close(): Promise<void>;
}

interface Usage {
  readonly input: number;
  readonly cached: number;
  readonly output: number;
}

/** An answer of the Responses API that holds `output` as its text. */
export function responseOf(
  output: string,
  usage: Usage = { input: 800, cached: 200, output: 400 },
  status = 'completed',
) {
  return {
    id: 'resp_1',
    object: 'response',
    created_at: 1_790_000_000,
    status,
    model: 'gpt-6-luna',
    output: [
      {
        type: 'message',
        id: 'msg_1',
        role: 'assistant',
        status: 'completed',
        content: [{ type: 'output_text', text: output, annotations: [] }],
      },
    ],
    usage: {
      input_tokens: usage.input,
      input_tokens_details: { cached_tokens: usage.cached },
      output_tokens: usage.output,
      output_tokens_details: { reasoning_tokens: 100 },
      total_tokens: usage.input + usage.output,
    },
  };
}

export const answerWith = (...paragraphs: string[]): ScriptedAnswer => ({
  body: responseOf(JSON.stringify({ paragraphs })),
});

export const GOOD_PARAGRAPHS = [
  'The shares of {{company_name}} come to {{equity_mid}} as of {{as_of}}.',
  'The range runs from {{equity_low}} to {{equity_high}}, with {{enterprise_mid}} before debt and cash.',
];

/** An OpenAI-compatible server on a real socket that answers by script. */
export async function startScriptedOpenAi(): Promise<ScriptedOpenAi> {
  const requests: string[] = [];
  const server = createServer((request, response) => {
    response.on('close', () => {
      if (!response.writableEnded) openAi.abandoned++;
    });
    void text(request).then(async (body) => {
      if (request.url !== '/v1/responses' || request.headers.authorization !== `Bearer ${API_KEY}`)
        return response.writeHead(404).end();
      requests.push(body);
      const [answer, ...later] = openAi.script;
      if (later.length > 0) openAi.script = later;
      if (answer === undefined || answer === 'silent') return undefined;
      if (answer === 'hang-up') return response.destroy();
      await sleep(answer.delayMs ?? 0);
      response.writeHead(answer.status ?? 200, { 'content-type': 'application/json', ...answer.headers });
      return response.end(typeof answer.body === 'string' ? answer.body : JSON.stringify(answer.body));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const openAi: ScriptedOpenAi = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`,
    requests,
    abandoned: 0,
    script: [],
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
  return openAi;
}
