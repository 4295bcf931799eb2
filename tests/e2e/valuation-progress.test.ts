import { describe, expect, inject, test } from 'vitest';
import { calculate, saveDraft, startGuest, writeNarrative } from '../support/account.ts';
import { overEventStream, overWebSocket, until } from '../support/stream-clients.ts';

const gatewayUrl = inject('gatewayUrl');
const PROGRESS = `subscription ($id: ID!) {
  valuationProgress(id: $id) {
    done total
    step { name status }
    version { number equityValue { mid } narrative { text } }
  }
}`;

interface Progress {
  readonly done: number;
  readonly total: number;
  readonly step: { readonly name: string } | null;
  readonly version: { readonly number: number; readonly narrative: { readonly text: string } | null } | null;
}

describe.each([
  ['an event stream', overEventStream],
  ['a WebSocket', overWebSocket],
])('over %s', (_transport, connectTo) => {
  test('a guest follows a calculation from the first step to the version', async () => {
    const guest = await startGuest(gatewayUrl);
    const id = await saveDraft(guest);
    const seen = connectTo(gatewayUrl)({ query: PROGRESS, variables: { id } }, guest.token);
    const progress = () => seen.events.map(({ data }) => (data as { valuationProgress: Progress }).valuationProgress);
    await until(() => seen.events.length === 1);
    const { data } = await calculate(guest, id);
    await until(() => seen.events.length === 14);
    seen.stop();
    expect(seen.events.flatMap(({ errors = [] }) => errors)).toEqual([]);
    expect(progress().map(({ done }) => done)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 12]);
    expect(progress()[1]?.step).toEqual({ name: 'DATA_QUALITY', status: 'DONE' });
    const { version } = (data as { calculateValuation: { version: { equityValue: { mid: number } } } })
      .calculateValuation;
    expect(progress().at(-1)?.version).toEqual({
      number: 1,
      equityValue: { mid: version.equityValue.mid },
      narrative: null,
    });
  });

  test('the version comes with its narrative, which another subgraph has', async () => {
    const guest = await startGuest(gatewayUrl);
    const id = await saveDraft(guest);
    await calculate(guest, id);
    const { data } = await writeNarrative(guest, id);
    const { narrative } = (data as { writeNarrative: { narrative: { text: string } } }).writeNarrative;
    const seen = connectTo(gatewayUrl)({ query: PROGRESS, variables: { id } }, guest.token);
    await until(() => seen.events.length === 1);
    seen.stop();
    expect(seen.events[0]?.data).toMatchObject({
      valuationProgress: { done: 12, version: { number: 1, narrative: { text: narrative.text } } },
    });
  });

  test('somebody else’s valuation is NOT_FOUND', async () => {
    const id = await saveDraft(await startGuest(gatewayUrl));
    const stranger = await startGuest(gatewayUrl);
    const seen = connectTo(gatewayUrl)({ query: PROGRESS, variables: { id } }, stranger.token);
    await until(() => seen.isComplete);
    expect(seen.events).toMatchObject([{ errors: [{ extensions: { code: 'NOT_FOUND', service: 'valuation' } }] }]);
  });
});
